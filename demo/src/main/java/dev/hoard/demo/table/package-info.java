/** What lies on the game master's table: a party of five, an encounter for it, and the preferences. */
@NullMarked
package dev.hoard.demo.table;

import org.jspecify.annotations.NullMarked;
