package dev.hoard.export.importing;

import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.List;

/** The problems of an archive as a whole. Pointers see the archive as an object whose members are its files. */
final class ArchiveRefusal {

    private ArchiveRefusal() {}

    /** @param code short name of the reason, such as {@code not-a-zip} */
    static ProblemException of(String code, String detail) {
        return new ProblemException(problem(code, detail));
    }

    static ProblemException of(String code, String detail, Throwable cause) {
        return new ProblemException(problem(code, detail), cause);
    }

    static ProblemException ofFile(String file, String code, String detail) {
        return new ProblemException(problem(code, file + ": " + detail)
                .with("file", file)
                .withErrors(List.of(new FieldProblem(pointer(file, ""), code, detail))));
    }

    static ProblemException malformedJson(String file, String pointer, String detail, Throwable cause) {
        return new ProblemException(
                Problem.of(ProblemType.MALFORMED_JSON, file + ": " + detail)
                        .with("file", file)
                        .withErrors(List.of(new FieldProblem(pointer(file, pointer), "malformed-json", detail))),
                cause);
    }

    /** @param pointer inside the file */
    static String pointer(String file, String pointer) {
        return "/" + file.replace("~", "~0").replace("/", "~1") + pointer;
    }

    private static Problem problem(String code, String detail) {
        return Problem.of(ProblemType.ARCHIVE_REJECTED, detail).with("code", code);
    }
}
