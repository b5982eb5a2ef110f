package dev.hoard.gateway.account;

import com.mongodb.client.ClientSession;
import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.outbox.Outbox;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tells the other services what an account may do now: {@code dev.hoard.account.changed.v1} on account.events. */
@Component
public class AccountEvents {

    private static final String TYPE = "dev.hoard.account.changed.v1";
    private static final String SOURCE = "gateway";

    private final Outbox outbox;
    private final JsonMapper json;

    AccountEvents(Outbox outbox, JsonMapper json) {
        this.outbox = outbox;
        this.json = json;
    }

    /**
     * Says so in the transaction that changes the account, or not at all.
     *
     * @param traceparent of the request that caused it
     */
    public void changed(ClientSession transaction, Account account, @Nullable String traceparent) {
        AccountChanged change = new AccountChanged(
                account.id().toString(),
                account.version(),
                AccountView.label(account.tier()),
                account.features().stream().sorted().toList(),
                account.status());
        Event event = new Event(
                Uuids.v7().toString(),
                TYPE,
                SOURCE,
                account.id().toString(),
                account.updatedAt(),
                traceparent,
                json.writeValueAsBytes(change));
        outbox.append(transaction, Topics.ACCOUNT_EVENTS, event);
    }

    /** No e-mail, no name: events carry nothing about the person. */
    private record AccountChanged(
            String userId, long version, String tier, List<String> features, AccountStatus status) {}
}
