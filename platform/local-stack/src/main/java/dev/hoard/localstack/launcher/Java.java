package dev.hoard.localstack.launcher;

import java.nio.file.Path;

/** The Java this process runs on, which is the one the services run on. */
final class Java {

    private Java() {}

    static String program() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
