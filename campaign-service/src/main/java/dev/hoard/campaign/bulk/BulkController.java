package dev.hoard.campaign.bulk;

import dev.hoard.campaign.document.ResourceType;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Whole accounts for the other services; {@code docs/internal-api.md} is the contract. */
@RestController
@RequestMapping("/internal/accounts/{userId}")
final class BulkController {

    private static final int BUFFER = 64 * 1024;

    private final Snapshots snapshots;
    private final BulkCommits bulkCommits;

    BulkController(Snapshots snapshots, BulkCommits bulkCommits) {
        this.snapshots = snapshots;
        this.bulkCommits = bulkCommits;
    }

    @GetMapping("/snapshot")
    void snapshot(@PathVariable UUID userId, @RequestParam Optional<Long> at, HttpServletResponse response)
            throws IOException {
        AccountId account = new AccountId(userId);
        long number = snapshots.resolve(account, at);
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        Writer out =
                new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8), BUFFER);
        snapshots.write(account, number, out);
    }

    @PostMapping(
            path = "/bulk",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    BulkResult bulk(
            @PathVariable UUID userId,
            @RequestParam String mode,
            @RequestParam UUID mutationId,
            @RequestParam @Nullable Long expectedHead,
            @RequestParam @Nullable String types,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestParam(defaultValue = "bulk") String clientId,
            HttpServletRequest request)
            throws IOException {
        BulkOrder order = new BulkOrder(mode(mode), mutationId, expectedHead, types(types), dryRun, clientId);
        return bulkCommits.run(new AccountId(userId), order, request.getInputStream());
    }

    private static BulkOrder.Mode mode(String name) {
        return Arrays.stream(BulkOrder.Mode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(ProblemType.BAD_REQUEST, "mode must be replace or upsert."));
    }

    private static Set<ResourceType> types(@Nullable String names) {
        if (names == null) {
            return ResourceType.DOCUMENTS;
        }
        return Stream.of(names.split(",", -1))
                .map(name -> ResourceType.find(name.strip())
                        .filter(ResourceType.DOCUMENTS::contains)
                        .orElseThrow(
                                () -> ProblemException.of(ProblemType.BAD_REQUEST, "There is no type '" + name + "'.")))
                .collect(Collectors.toUnmodifiableSet());
    }
}
