/** Long work as documents: submitted once, leased to a worker, taken over when the worker dies. */
@NullMarked
package dev.hoard.platform.job;

import org.jspecify.annotations.NullMarked;
