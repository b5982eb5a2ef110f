package dev.hoard.export.importing;

import dev.hoard.platform.client.InternalClients;
import dev.hoard.platform.client.ServiceName;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** campaign-service's bulk commit: everything an import changes goes through it, as ordinary revisions. */
@Component
class BulkCommits {

    private final RestClient campaign;

    BulkCommits(InternalClients clients) {
        this.campaign = clients.streaming(ServiceName.CAMPAIGN);
    }

    /** Counts what {@link #commit} would do. */
    BulkResult dryRun(AccountId account, UUID mutationId, StreamingHttpOutputMessage.Body lines) {
        return send(account, mutationId, true, lines);
    }

    /**
     * Creates and updates the documents of all lines, or none.
     *
     * @param mutationId sent again with the same, it gives the first answer and does nothing
     * @throws ProblemException BULK_REJECTED with pointers that start with the line's number
     */
    BulkResult commit(AccountId account, UUID mutationId, StreamingHttpOutputMessage.Body lines) {
        return send(account, mutationId, false, lines);
    }

    private BulkResult send(AccountId account, UUID mutationId, boolean dryRun, StreamingHttpOutputMessage.Body lines) {
        try {
            BulkResult result = campaign.post()
                    .uri(
                            "/internal/accounts/{account}/bulk?mode=upsert&clientId=import&mutationId={mutation}"
                                    + "&dryRun={dryRun}",
                            account,
                            mutationId,
                            dryRun)
                    .contentType(MediaType.APPLICATION_NDJSON)
                    .body(lines)
                    .retrieve()
                    .body(BulkResult.class);
            return Objects.requireNonNull(result, "campaign-service answered a bulk commit without a body");
        } catch (ResourceAccessException e) {
            throw ProblemException.unavailable("campaign-service cannot be reached.", e);
        }
    }
}
