package dev.hoard.localstack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.localstack.launcher.StackState.Server;
import dev.hoard.localstack.process.ProcessIdentity;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTableTest {

    private static final ProcessIdentity ME = ProcessIdentity.of(ProcessHandle.current());
    private static final Server CONTAINER =
            Server.of("mongodb", "container", null, "mongodb://127.0.0.1:27017/?replicaSet=rs0", null);

    @Test
    void aServerWithoutAProcessOfOursIsShownByWhereItRuns() {
        assertThat(rowOf(CONTAINER)).contains("container").doesNotContain("dead");
    }

    @Test
    void aServerThatWasSeenToDieIsShownAsDead() {
        assertThat(rowOf(CONTAINER.thatDied())).contains("dead").doesNotContain("container");
    }

    private static String rowOf(Server server) {
        return StatusTable.of(new StackState(ME, "http://127.0.0.1:1", "token", List.of(server)))
                .lines()
                .filter(line -> line.startsWith(server.name()))
                .findFirst()
                .orElseThrow();
    }
}
