/**
 * What an export is made of: a zip with one file for each kind of data and a manifest that vouches for them all. The
 * format is described in {@code docs/export-format.md}.
 */
@NullMarked
package dev.hoard.export.archive;

import org.jspecify.annotations.NullMarked;
