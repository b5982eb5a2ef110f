package dev.hoard.gateway.admin;

import dev.hoard.gateway.account.AccountService;
import dev.hoard.gateway.account.EmailAddress;
import dev.hoard.platform.problem.ProblemException;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Makes the configured administrator before the gateway says that it is ready. */
@Component
class FirstAdmin implements ApplicationRunner {

    private final AdminProperties properties;
    private final AccountService accounts;

    FirstAdmin(AdminProperties properties, AccountService accounts) {
        this.properties = properties;
        this.accounts = accounts;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        String email = properties.email();
        String password = properties.password();
        if (email == null || email.isBlank() || password == null || password.isBlank()) {
            return;
        }
        try {
            accounts.ensureAdmin(new EmailAddress(email), password);
        } catch (ProblemException e) {
            throw new IllegalStateException(
                    "hoard.admin.password (HOARD_ADMIN_PASSWORD) must be 12 to 128 characters and not a common one, and"
                            + " hoard.admin.email (HOARD_ADMIN_EMAIL) nobody else's address",
                    e);
        }
    }
}
