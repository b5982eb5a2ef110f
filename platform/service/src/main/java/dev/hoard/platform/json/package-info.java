/** How strict every service reads JSON. */
@NullMarked
package dev.hoard.platform.json;

import org.jspecify.annotations.NullMarked;
