/**
 * The main job as a story: a game master's data through import, two devices, backup, restore, export and import, each
 * step compared document by document.
 */
@NullMarked
package dev.hoard.demo;

import org.jspecify.annotations.NullMarked;
