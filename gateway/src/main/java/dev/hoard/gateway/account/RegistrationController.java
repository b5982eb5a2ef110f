package dev.hoard.gateway.account;

import jakarta.validation.Valid;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Registration (AUTH-1). */
@RestController
class RegistrationController {

    private static final URI ME = URI.create("/api/v1/me");

    private final AccountService service;

    RegistrationController(AccountService service) {
        this.service = service;
    }

    @PostMapping("/api/v1/auth/register")
    ResponseEntity<AccountView> register(@Valid @RequestBody RegisterRequest request) {
        return ResponseEntity.created(ME).body(AccountView.of(service.register(request)));
    }
}
