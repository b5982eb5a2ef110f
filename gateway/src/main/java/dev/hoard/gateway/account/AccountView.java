package dev.hoard.gateway.account;

import dev.hoard.platform.security.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** An account as its owner, an administrator and the other services see it: everything but the password's hash. */
public record AccountView(
        String id,
        String email,
        String displayName,
        List<String> roles,
        List<String> features,
        String tier,
        AccountStatus status,
        Instant createdAt) {

    public static AccountView of(Account account) {
        return new AccountView(
                account.id().toString(),
                account.email().value(),
                account.displayName(),
                account.roles().stream().map(Role::name).sorted().toList(),
                account.features().stream().sorted().toList(),
                label(account.tier()),
                account.status(),
                account.createdAt());
    }

    /** A tier's name as clients and events see it. */
    public static String label(Tier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }
}
