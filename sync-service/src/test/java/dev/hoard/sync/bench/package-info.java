/** Measurements, not tests: run one by its name, {@code mvn -pl sync-service -am test -Dtest=FeedBench …}. */
@NullMarked
package dev.hoard.sync.bench;

import org.jspecify.annotations.NullMarked;
