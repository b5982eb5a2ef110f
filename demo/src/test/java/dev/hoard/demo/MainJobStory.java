package dev.hoard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.demo.suite.RunningSuite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainJobStory {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void theMainJobPasses() {
        int exitCode = Demo.run(RunningSuite.shared().environment(), out());

        System.out.println(text());
        assertThat(text().lines().toList().getLast()).isEqualTo("PASS");
        assertThat(exitCode).isZero();
    }

    @Test
    void aWrongAdministratorIsAFailAndAnExitCode() {
        Map<String, String> environment = new HashMap<>(RunningSuite.shared().environment());
        environment.put("HOARD_ADMIN_PASSWORD", "another password than that");

        assertThat(Demo.run(environment, out())).isOne();

        assertThat(text())
                .contains("expected: 200 to POST /api/v1/auth/login", "came:     401", "urn:hoard:problem:")
                .endsWith("FAIL at step 1: A game master registers and becomes premium\n");
    }

    private PrintStream out() {
        return new PrintStream(printed, true, StandardCharsets.UTF_8);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
