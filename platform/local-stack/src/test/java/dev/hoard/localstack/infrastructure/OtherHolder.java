package dev.hoard.localstack.infrastructure;

import java.nio.file.Path;

/** A program that tries to hold a workspace and tells by its exit code whether it could. */
final class OtherHolder {

    static final int HELD_ELSEWHERE = 3;

    private OtherHolder() {}

    public static void main(String[] arguments) {
        System.exit(Workspace.findLasting(Path.of(arguments[0])).isPresent() ? 0 : HELD_ELSEWHERE);
    }
}
