/** Exports: jobs that write an account's archive into object storage, and the content they leave there for a week. */
@NullMarked
package dev.hoard.export.job;

import org.jspecify.annotations.NullMarked;
