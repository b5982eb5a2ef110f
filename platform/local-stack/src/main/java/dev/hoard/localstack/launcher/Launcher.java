package dev.hoard.localstack.launcher;

import dev.hoard.localstack.infrastructure.Infrastructure;
import dev.hoard.localstack.infrastructure.InfrastructureMissing;
import dev.hoard.localstack.infrastructure.Workspace;
import dev.hoard.localstack.process.ChildFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The commands of {@code ./dev} that need more than a shell. The working folder is the project's. */
public final class Launcher {

    private static final Duration SUPERVISOR_OPENS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ALL_STOPS_WITHIN = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Path project;
    private final Path root;

    Launcher(Path project) {
        this.project = project;
        this.root = project.resolve(".local");
    }

    /** The command is the only argument. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var launcher = new Launcher(Path.of("").toAbsolutePath());
        String command = arguments.length == 1 ? arguments[0] : "";
        int exitCode;
        try {
            exitCode = launcher.run(command);
        } catch (InfrastructureMissing | ChildFailed | IllegalStateException e) {
            System.out.println(e.getMessage());
            exitCode = 1;
        } catch (RuntimeException e) {
            // Nothing foreseen, so whoever reads it needs all of it; ending by hand, because other threads would not.
            e.printStackTrace(System.out);
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    private int run(String command) throws IOException, InterruptedException {
        return switch (command) {
            case "up" -> up();
            case "up-detached" -> upDetached();
            case "supervise" -> supervise();
            case "down" -> down();
            case "status" -> status();
            case "demo" -> new DemoRun(this, project).run();
            case "reset" -> reset();
            default -> throw new IllegalStateException("No such command: " + command);
        };
    }

    /** Runs the stack until it is told to end; if it runs already, starts what is missing of it. */
    private int up() throws InterruptedException {
        Optional<Workspace> workspace = Workspace.findLasting(root);
        if (workspace.isEmpty()) {
            return bringUpRemote();
        }
        var supervisor = new Supervisor(project, workspace.get());
        supervisor.open();
        supervisor.bringUp();
        System.out.println("Ctrl-C stops everything.");
        return forever();
    }

    /** Runs the stack in a process of its own. */
    int upDetached() throws IOException, InterruptedException {
        if (isRunning()) {
            return bringUpRemote();
        }
        Process supervisor =
                Detached.start(Launcher.class, "supervise", root.resolve("logs").resolve("supervisor.log"));
        Instant deadline = Instant.now().plus(SUPERVISOR_OPENS_WITHIN);
        while (findSupervisor()
                .filter(state -> state.supervisor().pid() == supervisor.pid())
                .isEmpty()) {
            if (!supervisor.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("The supervisor did not start: see .local/logs/supervisor.log");
            }
            Thread.sleep(POLL);
        }
        int exitCode = bringUpRemote();
        if (exitCode != 0) {
            down();
        }
        return exitCode;
    }

    private int supervise() throws InterruptedException {
        Workspace workspace = Workspace.findLasting(root)
                .orElseThrow(() -> new IllegalStateException("Another supervisor runs already"));
        new Supervisor(project, workspace).open();
        return forever();
    }

    private int bringUpRemote() throws InterruptedException {
        StackState state = findSupervisor()
                .orElseThrow(() -> new IllegalStateException("The stack is starting or stopping: try again"));
        return new RemoteSupervisor(state).bringUp() ? 0 : 1;
    }

    int down() throws InterruptedException {
        Optional<Workspace> free = Workspace.findLasting(root);
        if (free.isPresent()) {
            try (Workspace workspace = free.get()) {
                // What a killed supervisor left.
                Infrastructure.reclaim(workspace);
                Files.deleteIfExists(StackState.fileIn(root));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            System.out.println("Nothing runs.");
            return 0;
        }
        findSupervisor().flatMap(state -> state.supervisor().find()).ifPresent(ProcessHandle::destroy);
        Instant deadline = Instant.now().plus(ALL_STOPS_WITHIN);
        while (isRunning()) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("The stack does not stop: see .local/logs");
            }
            Thread.sleep(POLL);
        }
        System.out.println("Stopped.");
        return 0;
    }

    private int status() {
        Optional<StackState> state = StackState.find(root);
        if (state.isEmpty()) {
            System.out.println("Nothing runs.");
            return 3;
        }
        System.out.print(StatusTable.of(state.get()));
        return state.get().supervisor().find().isPresent() ? 0 : 3;
    }

    private int reset() throws IOException {
        Optional<Workspace> free = Workspace.findLasting(root);
        if (free.isEmpty()) {
            System.out.println("The stack runs: ./dev down first.");
            return 1;
        }
        try (Workspace workspace = free.get()) {
            Infrastructure.deleteData(workspace);
        }
        System.out.println("All data is deleted.");
        return 0;
    }

    boolean isRunning() {
        Optional<Workspace> free = Workspace.findLasting(root);
        free.ifPresent(Workspace::close);
        return free.isEmpty();
    }

    private Optional<StackState> findSupervisor() {
        return StackState.find(root).filter(state -> state.supervisor().find().isPresent());
    }

    private static int forever() throws InterruptedException {
        new CountDownLatch(1).await();
        return 0;
    }
}
