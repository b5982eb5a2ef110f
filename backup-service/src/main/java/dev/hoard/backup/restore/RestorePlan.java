package dev.hoard.backup.restore;

import dev.hoard.backup.archive.BackupId;
import dev.hoard.backup.origin.BulkMode;
import dev.hoard.backup.origin.DocumentLine;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What a restore is to do, as its job keeps it.
 *
 * @param types only documents of these types; empty for all
 * @param ids only these documents; empty for all
 */
record RestorePlan(BackupId backup, RestoreMode mode, Set<String> types, Set<String> ids, boolean dryRun) {

    private static final Set<String> TYPES = Set.of("party", "encounter", "creature", "preferences");

    RestorePlan {
        types = new TreeSet<>(types);
        ids = Set.copyOf(ids);
    }

    /** @throws ProblemException VALIDATION_FAILED naming every rule the command breaks */
    static RestorePlan of(BackupId backup, RestoreCommand command, int maxIds) {
        List<FieldProblem> errors = new ArrayList<>();
        if (command.mode() == null) {
            errors.add(new FieldProblem("/mode", "required", "say replace or merge"));
        }
        checkTypes(command.types(), errors);
        checkIds(command.ids(), maxIds, errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new RestorePlan(
                backup,
                Objects.requireNonNull(command.mode()),
                strings(command.types()),
                strings(command.ids()),
                Boolean.TRUE.equals(command.dryRun()));
    }

    static RestorePlan of(Document parameters) {
        return new RestorePlan(
                BackupId.of(parameters.getString("backupId")),
                RestoreMode.valueOf(parameters.getString("mode")),
                Set.copyOf(parameters.getList("types", String.class)),
                Set.copyOf(parameters.getList("ids", String.class)),
                parameters.getBoolean("dryRun"));
    }

    Document toDocument() {
        return new Document("backupId", backup.toString())
                .append("mode", mode.name())
                .append("types", List.copyOf(types))
                .append("ids", List.copyOf(ids))
                .append("dryRun", dryRun);
    }

    /** Documents named one by one say nothing about the others, so nothing is deleted for their sake. */
    BulkMode bulkMode() {
        return mode == RestoreMode.REPLACE && ids.isEmpty() ? BulkMode.REPLACE : BulkMode.UPSERT;
    }

    boolean includes(DocumentLine document) {
        return (types.isEmpty() || types.contains(document.resourceType()))
                && (ids.isEmpty() || ids.contains(document.resourceId().toLowerCase(Locale.ROOT)));
    }

    private static void checkTypes(@Nullable List<@Nullable String> types, List<FieldProblem> errors) {
        if (types == null) {
            return;
        }
        if (types.isEmpty()) {
            errors.add(new FieldProblem("/types", "empty", "name at least one type, or leave the field out"));
        }
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) == null || !TYPES.contains(types.get(i))) {
                errors.add(new FieldProblem("/types/" + i, "unknown-type", "one of " + new TreeSet<>(TYPES)));
            }
        }
    }

    private static void checkIds(@Nullable List<@Nullable String> ids, int maxIds, List<FieldProblem> errors) {
        if (ids == null) {
            return;
        }
        if (ids.isEmpty() || ids.size() > maxIds) {
            errors.add(new FieldProblem("/ids", "size", "name 1 to " + maxIds + " ids, or leave the field out"));
            return;
        }
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            if (id == null || Uuids.find(id).isEmpty()) {
                errors.add(new FieldProblem("/ids/" + i, "not-a-uuid", "an id is a UUID of 36 characters"));
            }
        }
    }

    private static Set<String> strings(@Nullable List<@Nullable String> texts) {
        Set<String> strings = new TreeSet<>();
        if (texts != null) {
            texts.stream()
                    .filter(Objects::nonNull)
                    .map(text -> text.toLowerCase(Locale.ROOT))
                    .forEach(strings::add);
        }
        return strings;
    }
}
