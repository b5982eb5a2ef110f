package dev.hoard.export.importing;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.Locale;

/** The formats of files that can be brought in. */
enum ImportFormat {
    HOARD;

    static ImportFormat of(String name) {
        if (name.equals(HOARD.id())) {
            return HOARD;
        }
        throw ProblemException.of(
                ProblemType.BAD_REQUEST, "This format cannot be imported. The format offered now is: hoard.");
    }

    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
