package dev.hoard.gateway.internal;

import dev.hoard.gateway.account.Account;
import dev.hoard.gateway.account.AccountStatus;
import dev.hoard.gateway.account.AccountView;
import dev.hoard.gateway.account.Accounts;
import dev.hoard.gateway.account.PaymentTransaction;
import dev.hoard.gateway.account.Payments;
import dev.hoard.gateway.account.SubscriptionView;
import dev.hoard.gateway.admin.AdminActionView;
import dev.hoard.gateway.admin.AdminActions;
import dev.hoard.gateway.session.SessionView;
import dev.hoard.gateway.session.Sessions;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What export and backup take from an account, and what schedules are reconciled with. */
@RestController
@RequestMapping("/internal/accounts")
class InternalAccountController {

    private static final int MOST_ACCOUNTS = 1000;

    private final Accounts accounts;
    private final Payments payments;
    private final Sessions sessions;
    private final AdminActions actions;

    InternalAccountController(Accounts accounts, Payments payments, Sessions sessions, AdminActions actions) {
        this.accounts = accounts;
        this.payments = payments;
        this.sessions = sessions;
        this.actions = actions;
    }

    @GetMapping("/{id}")
    WholeAccount account(@PathVariable String id) {
        Account account = accounts.get(id(id));
        return new WholeAccount(
                AccountView.of(account),
                SubscriptionView.of(account.subscription()),
                payments.list(account.id()),
                sessions.list(account.id()).stream().map(SessionView::of).toList(),
                actions.about(account.id()).stream().map(AdminActionView::of).toList());
    }

    @GetMapping
    Page accounts(
            @RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "500") int limit) {
        int bound = Math.clamp(limit, 1, MOST_ACCOUNTS);
        return new Page(accounts.list(after == null ? null : id(after), bound).stream()
                .map(Entitlement::of)
                .toList());
    }

    private static AccountId id(String text) {
        return Uuids.find(text).map(AccountId::new).orElseThrow(() -> ProblemException.notFound("account"));
    }

    /** All the gateway holds about one account but the password's hash. */
    record WholeAccount(
            AccountView user,
            SubscriptionView subscription,
            List<PaymentTransaction> payments,
            List<SessionView> sessions,
            List<AdminActionView> adminActions) {}

    record Page(List<Entitlement> accounts) {}

    /** What an account may do. */
    record Entitlement(String id, String tier, List<String> features, AccountStatus status) {

        static Entitlement of(Account account) {
            return new Entitlement(
                    account.id().toString(),
                    AccountView.label(account.tier()),
                    account.features().stream().sorted().toList(),
                    account.status());
        }
    }
}
