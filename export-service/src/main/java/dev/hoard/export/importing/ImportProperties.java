package dev.hoard.export.importing;

import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of an import.
 *
 * @param upload the file as it is sent
 * @param entries files in the zip
 * @param unpacked all files together
 * @param ratio unpacked to packed bytes of one file, from its first MiB on
 * @param documents in all files together
 * @param document one document, in JSON
 * @param rejections of documents, of one kind, before the rest is not looked at
 * @param concurrent imports at once, once they have come
 * @param patience how long a further one waits for its turn before it is asked to come back
 * @param scratch folder for the files of running imports; a folder of the system's temporary one if absent
 */
@Validated
@ConfigurationProperties(prefix = "hoard.import", ignoreUnknownFields = false)
record ImportProperties(
        @DefaultValue("50MB") DataSize upload,
        @DefaultValue("64") @Min(2) int entries,
        @DefaultValue("400MB") DataSize unpacked,
        @DefaultValue("200") @Min(2) int ratio,
        @DefaultValue("100000") @Min(1) int documents,
        @DefaultValue("1MB") DataSize document,
        @DefaultValue("1000") @Min(1) int rejections,
        @DefaultValue("4") @Min(1) int concurrent,
        @DefaultValue("10s") Duration patience,
        @Nullable Path scratch) {

    ArchiveLimits limits() {
        return new ArchiveLimits(entries, unpacked.toBytes(), ratio, documents, document.toBytes(), rejections);
    }

    Path scratchFolder() {
        return scratch != null ? scratch : Path.of(System.getProperty("java.io.tmpdir", "."), "hoard-imports");
    }
}
