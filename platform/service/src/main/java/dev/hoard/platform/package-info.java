/** The library every service stands on; each package is one concern and none knows a service. */
@NullMarked
package dev.hoard.platform;

import org.jspecify.annotations.NullMarked;
