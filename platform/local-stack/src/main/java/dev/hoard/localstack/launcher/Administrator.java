package dev.hoard.localstack.launcher;

import dev.hoard.localstack.infrastructure.Keys;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The account the gateway makes at its first start: from the environment or made up, and kept from then on. */
record Administrator(String email, String password) {

    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 24;
    private static final JsonMapper JSON = new JsonMapper();

    static Administrator keptIn(Path keys) {
        return JSON.readValue(
                Keys.keptIn(keys.resolve("admin.json"), () -> JSON.writeValueAsString(ofNewStack())),
                Administrator.class);
    }

    private static Administrator ofNewStack() {
        Administrator madeUp = madeUp();
        return new Administrator(
                variable("HOARD_ADMIN_EMAIL").orElse(madeUp.email()),
                variable("HOARD_ADMIN_PASSWORD").orElse(madeUp.password()));
    }

    private static Administrator madeUp() {
        var password = new StringBuilder();
        Keys.randomIndexes(PASSWORD_LENGTH, ALPHABET.length())
                .forEach(index -> password.append(ALPHABET.charAt(index)));
        return new Administrator("admin@hoard.local", password.toString());
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    @Override
    public String toString() {
        return email;
    }
}
