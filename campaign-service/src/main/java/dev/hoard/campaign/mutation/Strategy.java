package dev.hoard.campaign.mutation;

import java.util.Optional;

/** Who decides a conflict (SYNC-5). An edit survives a deletion under each of them. */
public enum Strategy {
    /** Both sides, field by field; where they disagree, the later push. */
    MERGE,
    /** The document that is there stays. */
    SERVER_WINS,
    /** The document that comes stays. */
    CLIENT_WINS,
    /** The client, for which nothing is done. */
    MANUAL;

    /** The strategy of a wire name such as {@code serverWins}. */
    static Optional<Strategy> find(String wireName) {
        for (Strategy each : values()) {
            if (each.wireName().equals(wireName)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private String wireName() {
        return switch (this) {
            case MERGE -> "merge";
            case SERVER_WINS -> "serverWins";
            case CLIENT_WINS -> "clientWins";
            case MANUAL -> "manual";
        };
    }
}
