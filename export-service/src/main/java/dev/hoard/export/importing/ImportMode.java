package dev.hoard.export.importing;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.Locale;

/** Whether an import is tried or done. */
enum ImportMode {
    PREVIEW,
    APPLY;

    static ImportMode of(String name) {
        return switch (name) {
            case "preview" -> PREVIEW;
            case "apply" -> APPLY;
            default -> throw ProblemException.of(ProblemType.BAD_REQUEST, "The mode is preview or apply.");
        };
    }

    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
