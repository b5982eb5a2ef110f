package dev.hoard.demo;

import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.demo.story.Story;
import java.io.PrintStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the main job against a suite that is up. Exit code 0 when everything came out as expected, 1 when not, 2 when the
 * environment is incomplete.
 *
 * <p>{@code HOARD_URL} is the gateway's address; {@code HOARD_ADMIN_EMAIL} and {@code HOARD_ADMIN_PASSWORD} are those of
 * an administrator.
 */
public final class Demo {

    private Demo() {}

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), System.out));
    }

    static int run(Map<String, String> environment, PrintStream out) {
        Optional<String> email = find(environment, "HOARD_ADMIN_EMAIL");
        Optional<String> password = find(environment, "HOARD_ADMIN_PASSWORD");
        if (email.isEmpty() || password.isEmpty()) {
            out.println("Set HOARD_ADMIN_EMAIL and HOARD_ADMIN_PASSWORD: ./dev demo does, and ./dev up prints them.");
            return 2;
        }
        URI gateway = URI.create(find(environment, "HOARD_URL").orElse("http://127.0.0.1:8080"));
        var job = new MainJob(new Story(out), new HoardApi(gateway), new Credentials(email.get(), password.get()));
        return job.run() ? 0 : 1;
    }

    private static Optional<String> find(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
