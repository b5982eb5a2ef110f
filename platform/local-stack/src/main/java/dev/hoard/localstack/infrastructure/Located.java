package dev.hoard.localstack.infrastructure;

import dev.hoard.localstack.process.Child;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers.
 *
 * @param child the process behind it, if it is one of ours
 */
public record Located<A>(A address, String where, @Nullable Child child) {

    static <A> Located<A> elsewhere(A address, String where) {
        return new Located<>(address, where, null);
    }

    boolean isAlive() {
        return child == null || child.isAlive();
    }
}
