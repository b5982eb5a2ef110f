/**
 * MongoDB, Kafka and S3, found or started: a configured address first, then containers, then native processes. Whoever
 * asks gets an address that answers and does not see which of the three it was.
 */
@NullMarked
package dev.hoard.localstack.infrastructure;

import org.jspecify.annotations.NullMarked;
