package dev.hoard.gateway.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A subscription as its owner sees it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubscriptionView(
        String tier, Subscription.Status status, @Nullable Instant renewsAt) {

    public static SubscriptionView of(Subscription subscription) {
        return new SubscriptionView(
                AccountView.label(subscription.tier()), subscription.status(), subscription.renewsAt());
    }
}
