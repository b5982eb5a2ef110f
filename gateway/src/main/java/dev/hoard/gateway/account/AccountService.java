package dev.hoard.gateway.account;

import dev.hoard.gateway.password.PasswordHash;
import dev.hoard.gateway.password.PasswordRules;
import dev.hoard.gateway.password.Passwords;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Registers accounts and changes what their owners may change. */
@Service
public class AccountService {

    private static final Logger LOG = LoggerFactory.getLogger(AccountService.class);
    private static final int ATTEMPTS = 5;

    private final Accounts accounts;
    private final Passwords passwords;
    private final PasswordRules rules;
    private final Clock clock;

    AccountService(Accounts accounts, Passwords passwords, PasswordRules rules, Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.rules = rules;
        this.clock = clock;
    }

    /** @throws ProblemException VALIDATION_FAILED for a poor password, CONFLICT for a taken e-mail address */
    Account register(RegisterRequest request) {
        Account account = create(new EmailAddress(request.email()), request.password(), request.displayName());
        LOG.info("Account {} registered", account.id());
        return account;
    }

    Account rename(AccountId id, String displayName) {
        return change(id, account -> account.renamed(DisplayNames.normalise(displayName), now()));
    }

    /** Keeps a stronger hash of the password the account has already shown. */
    public void keep(AccountId id, PasswordHash renewed) {
        change(id, account -> account.withPasswordHash(renewed, now()));
        LOG.info("Password of account {} hashed anew with today's parameters", id);
    }

    /**
     * Makes sure that somebody can administer. An administrator who is already there keeps the password; anybody else who
     * has the address must have the password too, since addresses are not verified and registration is open.
     *
     * @throws ProblemException VALIDATION_FAILED for a poor password, CONFLICT when the address is somebody else's
     */
    public void ensureAdmin(EmailAddress email, String password) {
        Account account = accounts.findByEmail(email).orElseGet(() -> createAdmin(email, password));
        if (!account.roles().contains(Role.ADMIN)) {
            if (!passwords.matches(password, account.passwordHash())) {
                throw ProblemException.of(
                        ProblemType.CONFLICT,
                        "The administrator's address belongs to an account with another password.");
            }
            change(account.id(), found -> found.withRole(Role.ADMIN, now()));
            LOG.info("Account {} made administrator", account.id());
        }
    }

    /** Two gateways may start at once: whoever comes second finds the account made. */
    private Account createAdmin(EmailAddress email, String password) {
        try {
            return create(email, password, "Administrator");
        } catch (ProblemException e) {
            return accounts.findByEmail(email).orElseThrow(() -> e);
        }
    }

    private Account create(EmailAddress email, String password, String displayName) {
        rules.check(password, email.value(), "/password");
        Account account = Account.registered(
                new AccountId(Uuids.v7()), email, DisplayNames.normalise(displayName), passwords.hash(password), now());
        accounts.add(account);
        return account;
    }

    private Account change(AccountId id, UnaryOperator<Account> change) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Account next = change.apply(accounts.get(id));
            if (accounts.replace(next)) {
                return next;
            }
        }
        throw ProblemException.of(ProblemType.CONFLICT, "The account is being changed by others. Try again.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
