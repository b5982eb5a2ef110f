package dev.hoard.gateway.session;

import dev.hoard.gateway.account.Account;
import dev.hoard.gateway.account.AccountService;
import dev.hoard.gateway.account.AccountView;
import dev.hoard.gateway.account.Accounts;
import dev.hoard.gateway.account.EmailAddress;
import dev.hoard.gateway.account.Role;
import dev.hoard.gateway.password.Passwords;
import dev.hoard.gateway.token.AccessTokenMint;
import dev.hoard.gateway.web.ClientAddress;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Opens sessions and keeps them going: login (AUTH-1, AUTH-6) and refresh (AUTH-4). */
@Service
class LoginService {

    private static final Logger LOG = LoggerFactory.getLogger(LoginService.class);
    private static final String UNNAMED_DEVICE = "unnamed device";

    private final Accounts accounts;
    private final AccountService accountService;
    private final Passwords passwords;
    private final FailedLogins failedLogins;
    private final Sessions sessions;
    private final RefreshTokens refreshTokens;
    private final AccessTokenMint accessTokens;
    private final Revocations revocations;
    private final SessionProperties properties;
    private final Clock clock;

    LoginService(
            Accounts accounts,
            AccountService accountService,
            Passwords passwords,
            FailedLogins failedLogins,
            Sessions sessions,
            RefreshTokens refreshTokens,
            AccessTokenMint accessTokens,
            Revocations revocations,
            SessionProperties properties,
            Clock clock) {
        this.accounts = accounts;
        this.accountService = accountService;
        this.passwords = passwords;
        this.failedLogins = failedLogins;
        this.sessions = sessions;
        this.refreshTokens = refreshTokens;
        this.accessTokens = accessTokens;
        this.revocations = revocations;
        this.properties = properties;
        this.clock = clock;
    }

    /** @throws ProblemException UNAUTHENTICATED, FORBIDDEN for a suspended account, TOO_MANY_REQUESTS */
    TokenAnswer login(LoginRequest request, ClientAddress address) {
        if (request.session() == LoginRequest.Mode.COOKIE) {
            throw ProblemException.of(
                    ProblemType.BAD_REQUEST, "Sessions by cookie are not offered; leave out 'session' or say 'token'.");
        }
        Account account = authenticate(new EmailAddress(request.email()), request.password(), address);
        RefreshToken token = open(account, request.deviceName(), address);
        return answer(account, token);
    }

    /** @throws ProblemException UNAUTHENTICATED; the whole session is over when the token was an old one */
    TokenAnswer refresh(String refreshToken) {
        RefreshToken presented = RefreshToken.parse(refreshToken).orElseThrow(LoginService::invalidRefreshToken);
        RefreshToken successor = rotate(presented);
        Account account = sessions.find(presented.family())
                .flatMap(session -> accounts.find(session.account()))
                .filter(found -> !found.suspended())
                .orElseThrow(LoginService::invalidRefreshToken);
        return answer(account, successor);
    }

    private Account authenticate(EmailAddress email, String password, ClientAddress address) {
        FailedLogins.Attempt attempt = failedLogins.attempt(email, address);
        Optional<Account> account = accounts.findByEmail(email);
        boolean right = isRight(password, account, attempt);
        if (account.isEmpty() || !right) {
            throw ProblemException.of(ProblemType.UNAUTHENTICATED, "The e-mail address or the password is wrong.");
        }
        attempt.succeeded();
        if (account.get().suspended()) {
            throw ProblemException.of(ProblemType.FORBIDDEN, "The account is suspended.");
        }
        passwords
                .renew(password, account.get().passwordHash())
                .ifPresent(renewed -> accountService.keep(account.get().id(), renewed));
        return account.get();
    }

    private boolean isRight(String password, Optional<Account> account, FailedLogins.Attempt attempt) {
        try {
            return account.isPresent()
                    ? passwords.matches(password, account.get().passwordHash())
                    : passwords.matchesNobody(password);
        } catch (RuntimeException e) {
            attempt.notJudged();
            throw e;
        }
    }

    private RefreshToken open(Account account, @Nullable String deviceName, ClientAddress address) {
        Instant now = now();
        RefreshToken token = refreshTokens.token(Uuids.v7(), 0);
        Session session = new Session(
                token.family(),
                account.id(),
                deviceName == null || deviceName.isBlank() ? UNNAMED_DEVICE : deviceName.strip(),
                address.prefix(),
                token.number(),
                now,
                now,
                now.plus(properties.idleLife()),
                null);
        sessions.add(session, refreshTokens.hash(token));
        return token;
    }

    private RefreshToken rotate(RefreshToken presented) {
        // What is stored proves the MAC only; that the number is the MAC's own must be shown as well.
        if (!refreshTokens.genuine(presented)) {
            throw invalidRefreshToken();
        }
        RefreshToken successor = refreshTokens.successor(presented);
        Instant now = now();
        boolean rotated = sessions.rotate(
                presented.family(),
                refreshTokens.hash(presented),
                refreshTokens.hash(successor),
                now,
                now.plus(properties.idleLife()));
        if (!rotated) {
            checkRetry(presented, now);
        }
        return successor;
    }

    /** The token is not the valid one: it may be its immediate predecessor, whose answer got lost, for a while. */
    private void checkRetry(RefreshToken presented, Instant now) {
        Session session = sessions.find(presented.family())
                .filter(found -> found.live(now))
                .orElseThrow(LoginService::invalidRefreshToken);
        Duration age = Duration.between(session.rotatedAt(), now);
        boolean retry = presented.number() == session.generation() - 1 && age.compareTo(properties.retryGrace()) <= 0;
        if (!retry) {
            LOG.warn("Session {} revoked: a refresh token was used again", session.id());
            revocations.revoke(session.account(), session.id());
            throw invalidRefreshToken();
        }
    }

    private TokenAnswer answer(Account account, RefreshToken refreshToken) {
        Caller caller = caller(account, refreshToken.family());
        return new TokenAnswer(
                "Bearer",
                accessTokens.mint(caller),
                accessTokens.life().toSeconds(),
                refreshToken.text(),
                AccountView.of(account));
    }

    private Caller caller(Account account, UUID session) {
        return new Caller(
                account.id(),
                session.toString(),
                account.tier(),
                account.roles().stream().map(Role::name).collect(Collectors.toSet()),
                account.features(),
                accessTokens.expiry());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static ProblemException invalidRefreshToken() {
        return ProblemException.of(ProblemType.UNAUTHENTICATED, "The refresh token is not valid. Log in again.");
    }
}
