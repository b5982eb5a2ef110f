package dev.hoard.demo.story;

import java.util.List;
import java.util.Objects;

/** What a step checks; a breach names what was expected and what came. */
public final class Expectation {

    private static final int SHOWN = 10;

    private Expectation() {}

    /** @throws Unmet if they differ */
    public static void same(String what, Object expected, Object came) {
        if (!Objects.equals(expected, came)) {
            throw new Unmet(what, String.valueOf(expected), String.valueOf(came));
        }
    }

    /** @throws Unmet if it is false */
    public static void holds(String what, boolean condition, Object came) {
        if (!condition) {
            throw new Unmet(what, "so", String.valueOf(came));
        }
    }

    /** @throws Unmet if there are differences; shows the first ones */
    public static void none(String what, List<String> differences) {
        if (differences.isEmpty()) {
            return;
        }
        String shown =
                String.join("%n            ".formatted(), differences.subList(0, Math.min(SHOWN, differences.size())));
        throw new Unmet(
                what,
                "no difference",
                differences.size() + " differences, the first:%n            ".formatted() + shown);
    }

    /** An expectation that was not met. */
    public static final class Unmet extends RuntimeException {

        Unmet(String what, String expected, String came) {
            super("%s%nexpected: %s%ncame:     %s".formatted(what, expected, came));
        }
    }
}
