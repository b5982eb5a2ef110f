package dev.hoard.demo.suite;

import dev.hoard.demo.client.Accounts;
import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.localstack.launcher.WholeSuite;
import java.nio.file.Path;
import java.util.Map;

/** The packaged services and their infrastructure as real processes, started once for all stories of this module. */
public final class RunningSuite {

    private static final Path PROJECT = Path.of("..");

    private final WholeSuite suite;

    private RunningSuite() {
        suite = WholeSuite.inTemporaryFolder(PROJECT, System.out::println);
        Runtime.getRuntime().addShutdownHook(new Thread(suite::close, "stop-suite"));
        suite.bringUp();
    }

    /** The first caller waits for its start. */
    public static RunningSuite shared() {
        return Shared.SUITE;
    }

    public HoardApi api() {
        return new HoardApi(suite.gateway());
    }

    public Accounts accounts(HoardApi api) {
        return new Accounts(api, admin());
    }

    public Credentials admin() {
        return new Credentials(suite.administratorEmail(), suite.administratorPassword());
    }

    /** What {@code ./dev demo} tells the demo. */
    public Map<String, String> environment() {
        return Map.of(
                "HOARD_URL", suite.gateway().toString(),
                "HOARD_ADMIN_EMAIL", suite.administratorEmail(),
                "HOARD_ADMIN_PASSWORD", suite.administratorPassword());
    }

    /** {@code kill -9} of a service. */
    public void kill(String service) {
        suite.kill(service);
    }

    /** What {@code ./dev up} does: starts what is missing and returns when all is ready. */
    public void bringUp() {
        suite.bringUp();
    }

    private static final class Shared {
        private static final RunningSuite SUITE = new RunningSuite();
    }
}
