/** Reads what an account takes out of the suite, trusting nothing that it can count or hash itself. */
@NullMarked
package dev.hoard.demo.takeout;

import org.jspecify.annotations.NullMarked;
