package dev.hoard.campaign.sequence;

import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import java.util.List;
import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the database loses its primary, or has another one. What is on a majority is never lost by that, but the new
 * one may show it a little later: until then what it shows can be older than what this process remembers.
 */
final class PrimaryChanges implements ClusterListener {

    private final Runnable changed;

    PrimaryChanges(Runnable changed) {
        this.changed = changed;
    }

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        if (!primaries(event.getPreviousDescription()).equals(primaries(event.getNewDescription()))) {
            changed.run();
        }
    }

    private static List<Primary> primaries(ClusterDescription cluster) {
        return cluster.getServerDescriptions().stream()
                .filter(ServerDescription::isPrimary)
                .map(server -> new Primary(Objects.toString(server.getAddress()), server.getElectionId()))
                .toList();
    }

    /** @param election null where the server tells none */
    private record Primary(String address, @Nullable ObjectId election) {}
}
