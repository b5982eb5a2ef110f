/** The services around export-service, as small real HTTP servers that speak {@code docs/internal-api.md}. */
@NullMarked
package dev.hoard.export.suite;

import org.jspecify.annotations.NullMarked;
