package dev.hoard.backup.restore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param types only documents of these types; absent for all
 * @param ids only these documents; absent for all
 * @param dryRun tell what would change, and change nothing
 */
record RestoreCommand(
        @Nullable List<@Nullable String> types,
        @Nullable List<@Nullable String> ids,
        @Nullable RestoreMode mode,
        @Nullable Boolean dryRun) {}
