package dev.hoard.export.archive;

import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** One file of an archive while it is written. */
sealed interface RecordFile permits JsonFile, CsvFile {

    void add(ObjectNode item) throws IOException;

    /** Writes what must follow the last record. The stream beneath stays open. */
    void finish() throws IOException;
}
