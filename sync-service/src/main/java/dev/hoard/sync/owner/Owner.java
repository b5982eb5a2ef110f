package dev.hoard.sync.owner;

import dev.hoard.platform.client.InternalClients;
import dev.hoard.platform.client.ServiceName;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.sync.change.ChangesText;
import java.time.Instant;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks campaign-service as docs/internal-api.md describes. Every method throws a ProblemException of type UNAVAILABLE
 * when it does not answer.
 */
@Component
public final class Owner {

    private static final JsonMapper JSON = StrictJson.mapper();

    private final RestClient campaign;

    Owner(InternalClients clients) {
        this.campaign = clients.to(ServiceName.CAMPAIGN);
    }

    /** The head of an account, 0 if it was never written to. */
    public OwnerHead head(AccountId account) {
        return JSON.readValue(get("/internal/accounts/{userId}/head", account), OwnerHead.class);
    }

    /** The changes numbered after {@code after}, at most {@code limit} of them. */
    public OwnerChanges changes(AccountId account, long after, int limit) {
        ChangesText text = ChangesText.read(
                get("/internal/accounts/{userId}/changes?after={after}&limit={limit}", account, after, limit));
        return new OwnerChanges(text.range(account), text.head());
    }

    /** The heads of the accounts with a commit at or after {@code since}. */
    public OwnerHeads heads(Instant since) {
        return JSON.readValue(get("/internal/heads?since={since}", since), OwnerHeads.class);
    }

    private byte[] get(String path, Object... variables) {
        try {
            return Objects.requireNonNull(
                    campaign.get().uri(path, variables).retrieve().body(byte[].class), "an empty answer");
        } catch (RestClientException torn) {
            throw ProblemException.unavailable("campaign-service did not finish its answer.", torn);
        } catch (ProblemException e) {
            // Whatever the owner has against our question is no matter of the client's.
            throw ProblemException.unavailable("campaign-service cannot answer.", e);
        }
    }
}
