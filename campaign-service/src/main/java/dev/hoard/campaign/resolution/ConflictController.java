package dev.hoard.campaign.resolution;

import dev.hoard.campaign.web.Paging;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.web.RawBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where an account's conflicts are seen and resolved (SYNC-6). */
@RestController
@RequestMapping(path = "/api/v1/sync/conflicts", produces = MediaType.APPLICATION_JSON_VALUE)
final class ConflictController {

    private static final DataSize LARGEST = DataSize.ofMegabytes(1);

    private final ConflictService conflicts;

    ConflictController(ConflictService conflicts) {
        this.conflicts = conflicts;
    }

    @GetMapping
    byte[] list(
            Caller caller,
            @RequestParam @Nullable String state,
            @RequestParam @Nullable Integer limit,
            @RequestParam(defaultValue = "0") long page) {
        return conflicts
                .list(caller.account(), resolved(state), page, Paging.limitOrDefault(limit))
                .json();
    }

    @GetMapping("/{id}")
    byte[] get(Caller caller, @PathVariable UUID id) {
        return conflicts.get(caller.account(), id).text().getBytes(StandardCharsets.UTF_8);
    }

    @PostMapping(path = "/{id}/resolve", consumes = MediaType.APPLICATION_JSON_VALUE)
    byte[] resolve(Caller caller, @PathVariable UUID id, HttpServletRequest request) throws IOException {
        return conflicts.resolve(caller, id, RawBody.read(request, LARGEST)).json();
    }

    private static Optional<Boolean> resolved(@Nullable String state) {
        return switch (state) {
            case null -> Optional.empty();
            case "open" -> Optional.of(false);
            case "resolved" -> Optional.of(true);
            default -> throw ProblemException.of(ProblemType.BAD_REQUEST, "state must be open or resolved.");
        };
    }
}
