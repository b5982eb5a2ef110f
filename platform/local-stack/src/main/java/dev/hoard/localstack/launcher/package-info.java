/**
 * What {@code ./dev} runs: one process, the supervisor, that owns the whole stack on this machine, and the short-lived
 * commands that talk to it.
 */
@NullMarked
package dev.hoard.localstack.launcher;

import org.jspecify.annotations.NullMarked;
