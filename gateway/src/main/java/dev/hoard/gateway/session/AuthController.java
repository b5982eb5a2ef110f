package dev.hoard.gateway.session;

import dev.hoard.gateway.web.ClientAddress;
import jakarta.validation.Valid;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Login and refresh (AUTH-1, AUTH-4). */
@RestController
@RequestMapping("/api/v1/auth")
class AuthController {

    private final LoginService service;

    AuthController(LoginService service) {
        this.service = service;
    }

    @PostMapping("/login")
    TokenAnswer login(@Valid @RequestBody LoginRequest login, ServerHttpRequest request) {
        return service.login(login, ClientAddress.of(request));
    }

    @PostMapping("/refresh")
    TokenAnswer refresh(@Valid @RequestBody RefreshRequest refresh) {
        return service.refresh(refresh.refreshToken());
    }
}
