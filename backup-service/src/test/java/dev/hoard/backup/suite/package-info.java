/** The service's surroundings in tests: real MongoDB, Kafka and S3, and stand-ins that speak as the other services do. */
@NullMarked
package dev.hoard.backup.suite;

import org.jspecify.annotations.NullMarked;
