package dev.hoard.export.archive;

import dev.hoard.platform.client.InternalClients;
import dev.hoard.platform.client.ServiceName;
import dev.hoard.platform.id.AccountId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where an account's data comes from: the services that own it. */
@Component
class AccountSources {

    /** What is made of a snapshot while its stream is open. */
    interface SnapshotReader<T> {
        T read(CampaignSnapshot snapshot) throws IOException;
    }

    private final RestClient gateway;
    private final RestClient campaign;
    private final RestClient snapshots;
    private final RestClient backup;
    private final Clock clock;

    /** Takes the conflicts of an account one by one. */
    interface ConflictReader {
        void read(ObjectNode conflict) throws IOException;
    }

    AccountSources(InternalClients clients, Clock clock) {
        this.gateway = clients.to(ServiceName.GATEWAY);
        this.campaign = clients.to(ServiceName.CAMPAIGN);
        this.snapshots = clients.streaming(ServiceName.CAMPAIGN);
        this.backup = clients.to(ServiceName.BACKUP);
        this.clock = clock;
    }

    AccountRecords records(AccountId account) {
        return AccountRecords.of(
                get(gateway, "/internal/accounts/{account}", account),
                get(campaign, "/internal/accounts/{account}/assets", account),
                get(backup, "/internal/accounts/{account}/backups", account),
                clock.instant());
    }

    /** Streams the campaign data of an account, all of it as of one sequence number, through {@code reader}. */
    <T> T snapshot(AccountId account, SnapshotReader<T> reader) throws IOException {
        return stream("/internal/accounts/{account}/snapshot", account, body -> {
            try (CampaignSnapshot snapshot = new CampaignSnapshot(body)) {
                return reader.read(snapshot);
            }
        });
    }

    /** Streams the conflicts of an account, in the order they were opened. */
    void conflicts(AccountId account, ConflictReader reader) throws IOException {
        stream("/internal/accounts/{account}/conflicts", account, body -> ConflictLines.read(body, reader));
    }

    /** What is made of a stream of lines while it is open. */
    private interface BodyReader<T> {
        T read(InputStream body) throws IOException;
    }

    private <T> T stream(String path, AccountId account, BodyReader<T> reader) throws IOException {
        try {
            return Objects.requireNonNull(snapshots
                    .get()
                    .uri(path, account)
                    .accept(MediaType.APPLICATION_NDJSON)
                    .exchange((request, response) -> {
                        if (response.getStatusCode() != HttpStatus.OK) {
                            throw InternalClients.problem(ServiceName.CAMPAIGN, response);
                        }
                        return reader.read(response.getBody());
                    }));
        } catch (ResourceAccessException e) {
            // The client wraps what the reader throws, as if the connection had failed.
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static JsonNode get(RestClient service, String path, AccountId account) {
        JsonNode body = service.get().uri(path, account).retrieve().body(JsonNode.class);
        return Objects.requireNonNull(body, "an answer without a body");
    }
}
