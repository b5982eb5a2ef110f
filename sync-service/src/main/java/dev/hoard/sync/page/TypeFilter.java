package dev.hoard.sync.page;

import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.ProblemException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which types of document a reader wants to see.
 *
 * @param names empty for all types
 */
public record TypeFilter(SortedSet<String> names) {

    public static final TypeFilter ALL = new TypeFilter(new TreeSet<>());

    private static final SortedSet<String> KNOWN = Collections.unmodifiableSortedSet(
            new TreeSet<>(List.of("party", "encounter", "creature", "preferences", "conflict")));

    public TypeFilter {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /** @throws ProblemException VALIDATION_FAILED for a type that does not exist */
    public static TypeFilter parse(@Nullable String commaSeparated) {
        if (commaSeparated == null || commaSeparated.isEmpty()) {
            return ALL;
        }
        return of(Arrays.asList(commaSeparated.split(",", -1)));
    }

    /** @throws ProblemException as {@link #parse} does; no type at all is none that exists */
    public static TypeFilter of(Collection<@Nullable String> types) {
        SortedSet<String> names = new TreeSet<>();
        types.forEach(type -> names.add(type == null ? "" : type));
        if (names.isEmpty() || !KNOWN.containsAll(names)) {
            throw ProblemException.invalid(
                    List.of(new FieldProblem("/types", "unknown-type", "one or more of " + String.join(", ", KNOWN))));
        }
        return new TypeFilter(names);
    }

    /** The types one by one, all there are where the filter names none. */
    public SortedSet<String> each() {
        return names.isEmpty() ? KNOWN : names;
    }

    public boolean accepts(String type) {
        return names.isEmpty() || names.contains(type);
    }

    /** The form that {@link #parse} reads. */
    public String text() {
        return String.join(",", names);
    }
}
