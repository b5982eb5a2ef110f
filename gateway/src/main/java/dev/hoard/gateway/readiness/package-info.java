/** Whether the whole suite is ready, asked of every service each second. */
@NullMarked
package dev.hoard.gateway.readiness;

import org.jspecify.annotations.NullMarked;
