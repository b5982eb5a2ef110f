/** The stories of the whole suite, over its real processes: what must hold whatever is killed and whatever is sent. */
@NullMarked
package dev.hoard.demo.suite;

import org.jspecify.annotations.NullMarked;
