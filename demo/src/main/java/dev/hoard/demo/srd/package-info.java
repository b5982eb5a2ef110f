/**
 * The monsters of the System Reference Document 5.1 as creatures of our own model. The text is Wizards of the Coast's,
 * under CC-BY-4.0: see {@code srd/ATTRIBUTION.md} in the resources.
 */
@NullMarked
package dev.hoard.demo.srd;

import org.jspecify.annotations.NullMarked;
