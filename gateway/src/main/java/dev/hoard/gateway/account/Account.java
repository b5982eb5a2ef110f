package dev.hoard.gateway.account;

import dev.hoard.gateway.password.PasswordHash;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.security.Tier;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * One account. Every change gives the next version, which guards the document and orders the events about it.
 *
 * @param version 1 at registration
 */
public record Account(
        AccountId id,
        EmailAddress email,
        String displayName,
        PasswordHash passwordHash,
        Set<Role> roles,
        Subscription subscription,
        AccountStatus status,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    public Account {
        roles = Set.copyOf(roles);
    }

    static Account registered(
            AccountId id, EmailAddress email, String displayName, PasswordHash passwordHash, Instant now) {
        return new Account(
                id,
                email,
                displayName,
                passwordHash,
                Set.of(Role.USER),
                Subscription.free(),
                AccountStatus.ACTIVE,
                1,
                now,
                now);
    }

    public boolean suspended() {
        return status == AccountStatus.SUSPENDED;
    }

    public Tier tier() {
        return subscription.tier();
    }

    public Set<String> features() {
        return subscription.features();
    }

    public Account withTier(Tier tier, Instant now) {
        return next(displayName, passwordHash, roles, Subscription.of(tier), status, now);
    }

    public Account withStatus(AccountStatus newStatus, Instant now) {
        return next(displayName, passwordHash, roles, subscription, newStatus, now);
    }

    public Account withPasswordHash(PasswordHash newHash, Instant now) {
        return next(displayName, newHash, roles, subscription, status, now);
    }

    Account renamed(String newName, Instant now) {
        return next(newName, passwordHash, roles, subscription, status, now);
    }

    Account withRole(Role role, Instant now) {
        Set<Role> more = EnumSet.of(role);
        more.addAll(roles);
        return next(displayName, passwordHash, more, subscription, status, now);
    }

    private Account next(
            String newName,
            PasswordHash newHash,
            Set<Role> newRoles,
            Subscription newSubscription,
            AccountStatus newStatus,
            Instant now) {
        return new Account(
                id, email, newName, newHash, newRoles, newSubscription, newStatus, version + 1, createdAt, now);
    }
}
