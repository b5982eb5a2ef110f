/** The MongoDB client as every service uses it: majority reads and writes, standard UUIDs. */
@NullMarked
package dev.hoard.platform.mongo;

import org.jspecify.annotations.NullMarked;
