package dev.hoard.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void anotherPortIsChosenWhenThePreferredOneIsTaken() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePort.preferring(taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
        }
        int free = FreePort.any();
        assertThat(FreePort.preferring(free)).isEqualTo(free);
    }

    @Test
    void aChildThatDiesWhileItIsAwaitedIsReportedAtOnceWithItsLastLogLines() {
        try (Children children = Children.recordedIn(folder.resolve("run"), GRACE)) {
            Child child = children.start(shell("fragile", "echo cannot open the vault; exit 3"));
            assertThatThrownBy(() -> child.awaitReady(Duration.ofMinutes(5), () -> false))
                    .isInstanceOf(ChildFailed.class)
                    .hasMessageContaining("fragile died with exit code 3")
                    .hasMessageContaining("cannot open the vault");
        }
    }

    @Test
    void aChildThatDiesLaterIsReportedToItsListener() throws Exception {
        try (Children children = Children.recordedIn(folder.resolve("run"), GRACE)) {
            Child child = children.start(shell("victim", "echo ready; exec sleep 600"));
            child.awaitReady(GRACE, () -> LogTail.lastLines(child.log(), 1).contains("ready"));
            var report = new CompletableFuture<String>();
            child.onDeath(death -> report.complete(death.report()));
            ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
            assertThat(report.get(10, TimeUnit.SECONDS)).contains("victim died with exit code 137", "ready");
        }
    }

    @Test
    void aChildThatIsNotReadyInTimeIsReportedWithTheLastAnswer() {
        try (Children children = Children.recordedIn(folder.resolve("run"), GRACE)) {
            Child child = children.start(shell("slow", "exec sleep 600"));
            assertThatThrownBy(() -> child.awaitReady(Duration.ofMillis(200), () -> {
                        throw new IOException("connection refused");
                    }))
                    .hasMessageContaining("slow was not ready")
                    .hasMessageContaining("connection refused");
        }
    }

    @Test
    void allAreStoppedInReverseAndNothingIsLeft() throws IOException {
        Path ends = folder.resolve("ends");
        List<Child> started;
        try (Children children = Children.recordedIn(folder.resolve("run"), GRACE)) {
            started = List.of(
                    children.start(tellingItsEnd("first", ends)),
                    children.start(tellingItsEnd("second", ends)),
                    children.start(tellingItsEnd("third", ends)));
            for (Child child : started) {
                child.awaitReady(GRACE, () -> LogTail.lastLines(child.log(), 1).contains("ready"));
            }
        }
        assertThat(Files.readAllLines(ends)).containsExactly("third", "second", "first");
        assertThat(started).noneMatch(Child::isAlive);
        assertThat(folder.resolve("run")).isEmptyDirectory();
    }

    @Test
    void aChildThatIgnoresTheRequestToEndIsKilled() {
        Child stubborn;
        try (Children children = Children.recordedIn(folder.resolve("run"), Duration.ofMillis(200))) {
            stubborn = children.start(shell("stubborn", "trap '' TERM; echo ready; while true; do sleep 1; done"));
            stubborn.awaitReady(
                    GRACE, () -> LogTail.lastLines(stubborn.log(), 1).contains("ready"));
        }
        assertThat(stubborn.isAlive()).isFalse();
    }

    @Test
    void noChildStartsOnceStoppingHasBegun() {
        Children children = Children.recordedIn(folder.resolve("run"), GRACE);
        children.close();
        assertThatThrownBy(() -> children.start(shell("late", "exec sleep 600")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTerminatedOwnerTakesItsChildrenWithIt() throws Exception {
        Process owner = startOwner();
        ProcessIdentity child = awaitChildOf(owner);
        owner.destroy();
        assertThat(owner.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(child.find()).isEmpty();
    }

    @Test
    void whatAKilledOwnerLeftIsStoppedByTheNext() throws Exception {
        Process owner = startOwner();
        ProcessIdentity child = awaitChildOf(owner);
        owner.destroyForcibly().waitFor();
        assertThat(child.find()).as("an orphan").isPresent();
        Children.recordedIn(folder.resolve("run"), GRACE).close();
        assertThat(child.find()).isEmpty();
    }

    @Test
    void aStrangerWithARecordedIdIsLeftAlone() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        long me = ProcessHandle.current().pid();
        Files.writeString(run.resolve("long-gone.pid"), me + " 1000");
        Files.writeString(run.resolve("half-written.pid"), Long.toString(me));
        Children.recordedIn(run, GRACE).close();
        assertThat(run).isEmptyDirectory();
    }

    private Process startOwner() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OwnerOfOneChild.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("owner.log").toFile())
                .start();
    }

    private ProcessIdentity awaitChildOf(Process owner) throws IOException {
        Path announced = folder.resolve("announced");
        await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(announced) || !owner.isAlive());
        assertThat(owner.isAlive())
                .as(() -> String.join("\n", LogTail.lastLines(folder.resolve("owner.log"), 20)))
                .isTrue();
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(announced))).orElseThrow();
        return ProcessIdentity.of(child);
    }

    private ChildCommand tellingItsEnd(String name, Path ends) {
        return shell(
                name,
                "trap 'echo %s >> %s; exit 0' TERM; echo ready; while true; do sleep 0.1; done".formatted(name, ends));
    }

    private ChildCommand shell(String name, String script) {
        return new ChildCommand(name, List.of("/bin/sh", "-c", script), Map.of(), folder.resolve(name + ".log"));
    }
}
