package dev.hoard.localstack.infrastructure;

import dev.hoard.localstack.process.Running;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers.
 *
 * @param server what runs behind the address, if it is ours
 */
public record Located<A>(A address, String where, @Nullable Running server) {

    static <A> Located<A> elsewhere(A address, String where) {
        return new Located<>(address, where, null);
    }

    boolean isAlive() {
        return server == null || server.isAlive();
    }
}
