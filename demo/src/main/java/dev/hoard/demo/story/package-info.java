/** Tells a run as numbered, timed steps, with a sign of life in each that takes long. */
@NullMarked
package dev.hoard.demo.story;

import org.jspecify.annotations.NullMarked;
