package dev.hoard.gateway.password;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The passwords that are tried first, from {@code common-passwords.txt}, and the same character over and over. */
@Component
final class CommonPasswords {

    private final Set<String> passwords;

    CommonPasswords() {
        try {
            String list = new ClassPathResource("common-passwords.txt").getContentAsString(StandardCharsets.UTF_8);
            this.passwords = list.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean contains(String password) {
        String folded = password.toLowerCase(Locale.ROOT);
        return passwords.contains(folded) || folded.chars().distinct().count() <= 2;
    }
}
