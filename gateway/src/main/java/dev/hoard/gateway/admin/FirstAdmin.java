package dev.hoard.gateway.admin;

import dev.hoard.gateway.account.AccountService;
import dev.hoard.gateway.account.EmailAddress;
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
        accounts.ensureAdmin(new EmailAddress(email), password);
    }
}
