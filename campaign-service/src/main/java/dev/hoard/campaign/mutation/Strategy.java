package dev.hoard.campaign.mutation;

import java.util.Optional;

/**
 * Who decides a conflict.
 *
 * <p>So far the server decides only where the client asks for {@link #SERVER_WINS}; the others leave it to the client,
 * as {@link #MANUAL} does.
 */
public enum Strategy {
    MERGE,
    SERVER_WINS,
    CLIENT_WINS,
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
