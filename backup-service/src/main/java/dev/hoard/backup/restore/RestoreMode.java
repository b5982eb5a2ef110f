package dev.hoard.backup.restore;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of documents that the backup does not hold. */
enum RestoreMode {
    /** They are deleted: the account is as it was. */
    @JsonProperty("replace")
    REPLACE,
    /** They stay: only what the backup holds is brought back. */
    @JsonProperty("merge")
    MERGE
}
