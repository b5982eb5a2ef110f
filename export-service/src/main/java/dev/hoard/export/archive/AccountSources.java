package dev.hoard.export.archive;

import dev.hoard.platform.client.InternalClients;
import dev.hoard.platform.client.ServiceName;
import dev.hoard.platform.id.AccountId;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

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
        try {
            return Objects.requireNonNull(snapshots
                    .get()
                    .uri("/internal/accounts/{account}/snapshot", account)
                    .accept(MediaType.APPLICATION_NDJSON)
                    .exchange((request, response) -> {
                        if (response.getStatusCode() != HttpStatus.OK) {
                            throw InternalClients.problem(ServiceName.CAMPAIGN, response);
                        }
                        try (CampaignSnapshot snapshot = new CampaignSnapshot(response.getBody())) {
                            return reader.read(snapshot);
                        }
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
