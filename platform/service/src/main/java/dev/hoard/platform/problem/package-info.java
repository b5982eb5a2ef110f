/** The one catalogue of problem types (RFC 9457) and the one advice that renders them. */
@NullMarked
package dev.hoard.platform.problem;

import org.jspecify.annotations.NullMarked;
