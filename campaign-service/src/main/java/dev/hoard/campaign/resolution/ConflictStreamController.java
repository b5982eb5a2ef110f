package dev.hoard.campaign.resolution;

import dev.hoard.platform.id.AccountId;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** All conflicts of an account for the other services; {@code docs/internal-api.md} is the contract. */
@RestController
final class ConflictStreamController {

    private final ConflictService conflicts;

    ConflictStreamController(ConflictService conflicts) {
        this.conflicts = conflicts;
    }

    @GetMapping("/internal/accounts/{userId}/conflicts")
    void conflicts(@PathVariable UUID userId, HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        Writer out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        AtomicLong count = new AtomicLong();
        try {
            conflicts.forEach(new AccountId(userId), conflict -> {
                line(out, conflict.text());
                count.incrementAndGet();
            });
            line(out, "{\"count\":" + count + "}");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.flush();
    }

    private static void line(Writer out, String text) {
        try {
            out.write(text);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
