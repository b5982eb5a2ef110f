package dev.hoard.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The web client's own tests against the running suite: its engine, its adapters, and the bare protocol, all from Node. */
class WebClientStory {

    private static final Path CLIENT = Path.of("..", "web-client");

    private final RunningSuite suite = RunningSuite.shared();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void itsDevicesConvergeOnTheSuite() throws IOException, InterruptedException {
        ProcessBuilder tests = new ProcessBuilder("bash", "build", "suite")
                .directory(CLIENT.toFile())
                .redirectErrorStream(true);
        tests.environment().putAll(suite.environment());
        Process running = tests.start();

        try {
            String printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            System.out.println(printed);

            assertThat(running.waitFor()).as(printed).isZero();
        } finally {
            running.destroyForcibly();
        }
    }
}
