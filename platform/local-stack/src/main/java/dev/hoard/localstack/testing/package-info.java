/** The infrastructure as tests use it: one annotation, real servers, started once per JVM and gone with it. */
@NullMarked
package dev.hoard.localstack.testing;

import org.jspecify.annotations.NullMarked;
