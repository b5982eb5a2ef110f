package dev.hoard.backup.origin;

import dev.hoard.platform.client.InternalClients;
import dev.hoard.platform.client.ServiceName;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.UriBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The accounts' documents and assets at campaign-service, their only writer. */
@Component
public class Campaign {

    /** Who wrote the revisions of a restore, as devices see it. */
    private static final String CLIENT_ID = "backup-service";

    private static final int BUFFER = 64 * 1024;

    private final RestClient campaign;
    private final RestClient streams;

    Campaign(InternalClients clients) {
        this.campaign = clients.to(ServiceName.CAMPAIGN);
        this.streams = clients.streaming(ServiceName.CAMPAIGN);
    }

    /**
     * The account's assets that are ready, as they are now: they have no part in its sequence.
     *
     * @throws ProblemException UNAVAILABLE if campaign-service does not answer
     */
    public ArrayNode assets(AccountId account) {
        JsonNode answer = campaign.get()
                .uri("/internal/accounts/{id}/assets", account)
                .retrieve()
                .requiredBody(JsonNode.class);
        return answer.required("assets").asArray();
    }

    /**
     * Streams all live documents as of the account's present head.
     *
     * @throws TornSnapshotException if the stream was not whole; the receiver then drops what it got
     * @throws ProblemException UNAVAILABLE if campaign-service does not answer
     */
    public void snapshot(AccountId account, SnapshotReceiver receiver) throws IOException {
        AtomicReference<@Nullable IOException> broken = new AtomicReference<>();
        try {
            streams.get()
                    .uri("/internal/accounts/{id}/snapshot", account)
                    .accept(MediaType.APPLICATION_NDJSON)
                    .exchange((request, response) -> {
                        if (response.getStatusCode().isError()) {
                            throw InternalClients.problem(ServiceName.CAMPAIGN, response);
                        }
                        read(response.getBody(), receiver, broken);
                        return "";
                    });
        } catch (ResourceAccessException e) {
            throw unreachable(e);
        }
        rethrow(broken);
    }

    /**
     * Commits documents in bulk, all or nothing. The body may be asked for again only by another call.
     *
     * @throws IOException what {@code body} threw; then nothing was committed
     * @throws ProblemException HEAD_MOVED, BULK_REJECTED, or UNAVAILABLE if no answer came: then it may or may not have
     *     been committed, and the same mutation id asks again safely
     */
    public BulkOutcome bulk(AccountId account, BulkRequest bulk, BulkBody body) throws IOException {
        AtomicReference<@Nullable IOException> broken = new AtomicReference<>();
        try {
            return streams.post()
                    .uri(uri -> uri(uri, account, bulk))
                    .contentType(MediaType.APPLICATION_NDJSON)
                    .body(out -> write(body, out, broken))
                    .retrieve()
                    .requiredBody(BulkOutcome.class);
        } catch (ResourceAccessException e) {
            rethrow(broken);
            throw unreachable(e);
        }
    }

    private static URI uri(UriBuilder uri, AccountId account, BulkRequest bulk) {
        uri.path("/internal/accounts/{id}/bulk")
                .queryParam("mode", bulk.mode().name().toLowerCase(Locale.ROOT))
                .queryParam("mutationId", bulk.mutationId())
                .queryParam("dryRun", bulk.dryRun())
                .queryParam("clientId", CLIENT_ID);
        bulk.expectedHead().ifPresent(head -> uri.queryParam("expectedHead", head));
        if (!bulk.types().isEmpty()) {
            uri.queryParam("types", String.join(",", bulk.types()));
        }
        return uri.build(account);
    }

    private static void read(InputStream in, SnapshotReceiver receiver, AtomicReference<@Nullable IOException> broken) {
        try {
            SnapshotStream.read(in, receiver);
        } catch (IOException e) {
            // Kept for the caller: inside the exchange it would become "campaign-service cannot be reached".
            broken.set(e);
        }
    }

    private static void write(BulkBody body, OutputStream out, AtomicReference<@Nullable IOException> broken)
            throws IOException {
        try {
            BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
            body.writeTo(buffered);
            buffered.flush();
        } catch (IOException e) {
            broken.set(e);
            throw e;
        }
    }

    private static void rethrow(AtomicReference<@Nullable IOException> broken) throws IOException {
        IOException reason = broken.get();
        if (reason != null) {
            throw reason;
        }
    }

    private static ProblemException unreachable(ResourceAccessException e) {
        return ProblemException.unavailable("campaign-service cannot be reached.", e);
    }
}
