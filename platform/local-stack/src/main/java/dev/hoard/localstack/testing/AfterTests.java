package dev.hoard.localstack.testing;

import org.springframework.boot.SpringApplication;

/** The end of the JVM, but after Spring's contexts: a context that closes still talks to its servers. */
final class AfterTests {

    private static final boolean SPRING_BOOT = isPresent("org.springframework.boot.SpringApplication");

    private AfterTests() {}

    static void run(Runnable end) {
        if (SPRING_BOOT) {
            SpringApplication.getShutdownHandlers().add(end);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(end, "local-stack-end"));
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, AfterTests.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
