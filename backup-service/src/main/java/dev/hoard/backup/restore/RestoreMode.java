package dev.hoard.backup.restore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What becomes of documents that the backup does not hold. */
enum RestoreMode {
    /** They are deleted: the account is as it was. */
    @JsonProperty("replace")
    REPLACE,
    /** They stay: only what the backup holds is brought back. */
    @JsonProperty("merge")
    MERGE;

    /** The name as clients write it; refusals list the names by this. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
