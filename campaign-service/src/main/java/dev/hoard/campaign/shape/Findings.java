package dev.hoard.campaign.shape;

import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The broken rules of one document, each at its place. Not for use by several threads. */
public final class Findings {

    /** More than a person reads; the count goes on. */
    private static final int MOST_SHOWN = 50;

    private final String prefix;
    private final List<FieldProblem> shown = new ArrayList<>();
    private int count;
    private @Nullable String unknownField;
    private boolean normalised;

    // The path to the value at hand: a name, or null and an index. Kept unrendered, since most documents are right.
    private @Nullable String[] names = new @Nullable String[16];
    private int[] indexes = new int[16];
    private int depth;

    /** @param prefix RFC 6901 pointer to the document itself, empty where it is the whole body */
    public Findings(String prefix) {
        this.prefix = prefix;
    }

    /** Steps down to a member of the object at hand. */
    public void enter(String name) {
        step(name, 0);
    }

    /** Steps down to an element of the array at hand. */
    public void enter(int index) {
        step(null, index);
    }

    public void leave() {
        depth--;
    }

    /** The value at hand breaks a rule. */
    public void report(String code, String message) {
        count++;
        if (shown.size() < MOST_SHOWN) {
            shown.add(new FieldProblem(pointer(), code, message));
        }
    }

    /** The member at hand has no business here. */
    public void reportUnknown(String name) {
        if (unknownField == null) {
            unknownField = name;
        }
        report("unknown-field", "this field does not exist");
    }

    /** The value at hand was not in normal form, and is replaced by one that is. */
    void reportNormalised() {
        normalised = true;
    }

    /** Whether anything was brought into normal form, so that the document is not quite what was sent. */
    public boolean normalised() {
        return normalised;
    }

    /** What a client is told; empty when no rule is broken. */
    public Optional<Problem> problem() {
        if (count == 0) {
            return Optional.empty();
        }
        Problem problem = unknownField == null
                ? Problem.of(ProblemType.VALIDATION_FAILED, "The body breaks " + count + " rule(s), see errors.")
                : Problem.of(ProblemType.UNKNOWN_FIELD, "There is no field '" + unknownField + "' here.");
        return Optional.of(problem.withErrors(shown));
    }

    private void step(@Nullable String name, int index) {
        if (depth == indexes.length) {
            names = Arrays.copyOf(names, depth * 2);
            indexes = Arrays.copyOf(indexes, depth * 2);
        }
        names[depth] = name;
        indexes[depth] = index;
        depth++;
    }

    private String pointer() {
        StringBuilder pointer = new StringBuilder(prefix);
        for (int i = 0; i < depth; i++) {
            String name = names[i];
            pointer.append('/');
            if (name == null) {
                pointer.append(indexes[i]);
            } else {
                pointer.append(name.replace("~", "~0").replace("/", "~1"));
            }
        }
        return pointer.toString();
    }
}
