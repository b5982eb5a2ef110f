package dev.hoard.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hoard.gateway.account.AccountView;
import dev.hoard.platform.security.Tier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An action as administrators see it, and the account's owner in an export. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdminActionView(
        String id,
        AdminAction.Type type,
        String userId,
        String adminId,
        @Nullable String tier,
        String reason,
        Instant at) {

    public static AdminActionView of(AdminAction action) {
        Tier tier = action.tier();
        return new AdminActionView(
                action.id().toString(),
                action.type(),
                action.target().toString(),
                action.admin().toString(),
                tier == null ? null : AccountView.label(tier),
                action.reason(),
                action.at());
    }
}
