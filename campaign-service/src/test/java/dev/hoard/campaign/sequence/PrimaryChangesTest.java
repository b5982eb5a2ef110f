package dev.hoard.campaign.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrimaryChangesTest {

    private static final ObjectId FIRST = new ObjectId("000000000000000000000001");
    private static final ObjectId SECOND = new ObjectId("000000000000000000000002");

    @ParameterizedTest(name = "from {0} to {1}: {2}")
    @CsvSource({
        "first, first, 0", // something else about the cluster
        "first, none, 1",
        "none, other, 1",
        "first, other, 1",
        "first, elected again, 1",
        "none, none, 0"
    })
    void sync1_whatIsRememberedIsForgottenWithThePrimary(String before, String after, int times) {
        AtomicInteger forgotten = new AtomicInteger();

        new PrimaryChanges(forgotten::incrementAndGet)
                .clusterDescriptionChanged(
                        new ClusterDescriptionChangedEvent(new ClusterId(), cluster(after), cluster(before)));

        assertThat(forgotten).hasValue(times);
    }

    private static ClusterDescription cluster(String primary) {
        List<ServerDescription> servers = switch (primary) {
            case "first" -> List.of(server("a", FIRST), server("b", null));
            case "elected again" -> List.of(server("a", SECOND), server("b", null));
            case "other" -> List.of(server("a", null), server("b", SECOND));
            default -> List.of(server("a", null), server("b", null));
        };
        return new ClusterDescription(ClusterConnectionMode.MULTIPLE, ClusterType.REPLICA_SET, servers);
    }

    private static ServerDescription server(String host, @Nullable ObjectId election) {
        return ServerDescription.builder()
                .address(new ServerAddress(host))
                .state(ServerConnectionState.CONNECTED)
                .ok(true)
                .type(election == null ? ServerType.REPLICA_SET_SECONDARY : ServerType.REPLICA_SET_PRIMARY)
                .electionId(election)
                .build();
    }
}
