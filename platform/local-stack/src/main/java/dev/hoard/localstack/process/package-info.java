/**
 * Child processes that never outlive their owner: each is started with a log and a record on disk, watched, and stopped
 * in reverse order. What a killed owner left behind is stopped by the next one.
 */
@NullMarked
package dev.hoard.localstack.process;

import org.jspecify.annotations.NullMarked;
