package dev.hoard.export.importing;

/**
 * How large an archive from outside may be; whatever it says about itself is not believed.
 *
 * @param entries files in the zip
 * @param bytes all files together, unpacked
 * @param ratio unpacked to packed bytes of one file, from its first MiB on
 * @param documents in all files together
 * @param documentBytes one document, in JSON
 * @param rejections of documents, of one kind, before the rest is not looked at
 */
record ArchiveLimits(int entries, long bytes, int ratio, int documents, long documentBytes, int rejections) {}
