package dev.hoard.localstack.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demo against the stack, which is started for it if it does not run and then stopped again. */
final class DemoRun {

    private final Launcher launcher;
    private final Path project;

    DemoRun(Launcher launcher, Path project) {
        this.launcher = launcher;
        this.project = project;
    }

    /** The demo's exit code, or that of a stack that does not come up. */
    int run() throws IOException, InterruptedException {
        boolean ranBefore = launcher.isRunning();
        var stopAtEnd = new Thread(this::stop, "stop-after-demo");
        if (!ranBefore) {
            Runtime.getRuntime().addShutdownHook(stopAtEnd);
        }
        int exitCode = launcher.upDetached();
        return exitCode == 0 ? demo() : exitCode;
    }

    private int demo() throws IOException, InterruptedException {
        Path root = project.resolve(".local");
        StackState state = StackState.find(root).orElseThrow();
        String url = state.servers().stream()
                .filter(server -> server.name().equals(Service.GATEWAY.title))
                .findFirst()
                .orElseThrow()
                .url();
        Administrator administrator = Administrator.keptIn(root.resolve("keys"));
        Path classPath = project.resolve("demo/target/classpath");
        var builder = new ProcessBuilder(
                        Java.program(),
                        "-cp",
                        project.resolve("demo/target/classes")
                                + File.pathSeparator
                                + Files.readString(classPath).strip(),
                        "dev.hoard.demo.Demo")
                .inheritIO();
        builder.environment().put("HOARD_URL", url);
        builder.environment().put("HOARD_ADMIN_EMAIL", administrator.email());
        builder.environment().put("HOARD_ADMIN_PASSWORD", administrator.password());
        Process demo = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(demo::destroy, "stop-demo"));
        return demo.waitFor();
    }

    private void stop() {
        try {
            launcher.down();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
