package dev.hoard.gateway.account;

import dev.hoard.platform.security.Caller;
import jakarta.validation.Valid;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The caller's own account (AUTH-7). */
@RestController
@RequestMapping("/api/v1/me")
class MeController {

    private final Accounts accounts;
    private final Payments payments;
    private final AccountService service;

    MeController(Accounts accounts, Payments payments, AccountService service) {
        this.accounts = accounts;
        this.payments = payments;
        this.service = service;
    }

    @GetMapping
    AccountView me(Caller caller) {
        return AccountView.of(accounts.get(caller.account()));
    }

    @PatchMapping(consumes = {"application/json", "application/merge-patch+json"})
    AccountView change(Caller caller, @Valid @RequestBody ProfilePatch patch) {
        return AccountView.of(service.rename(caller.account(), patch.displayName()));
    }

    @GetMapping("/subscription")
    SubscriptionView subscription(Caller caller) {
        return SubscriptionView.of(accounts.get(caller.account()).subscription());
    }

    @GetMapping("/payments")
    PaymentList payments(Caller caller) {
        return new PaymentList(payments.list(caller.account()));
    }

    record PaymentList(List<PaymentTransaction> payments) {}
}
