package dev.hoard.campaign.sequence;

import dev.hoard.campaign.document.DocumentText;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The sequence as the other services read it; {@code docs/internal-api.md} is the contract. */
@RestController
@RequestMapping(path = "/internal", produces = MediaType.APPLICATION_JSON_VALUE)
final class HistoryController {

    private static final int MOST_CHANGES = 5000;

    private final History history;
    private final Sequence sequence;
    private final Clock clock;

    HistoryController(History history, Sequence sequence, Clock clock) {
        this.history = history;
        this.sequence = sequence;
        this.clock = clock;
    }

    @GetMapping("/accounts/{userId}/head")
    String head(@PathVariable UUID userId) {
        AccountId account = new AccountId(userId);
        long head = sequence.head(account);
        return "{\"userId\":\"" + userId + "\",\"epoch\":" + sequence.epoch() + ",\"head\":" + head + ",\"floor\":"
                + sequence.floor(account) + "}";
    }

    @GetMapping("/accounts/{userId}/changes")
    String changes(
            @PathVariable UUID userId,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "1000") int limit) {
        if (after < 0 || limit < 1 || limit > MOST_CHANGES) {
            throw ProblemException.of(
                    ProblemType.BAD_REQUEST, "after must not be negative, limit must lie between 1 and 5000.");
        }
        History.Page page = history.changes(new AccountId(userId), after, limit);
        return "{\"epoch\":" + page.epoch + ",\"head\":" + page.head + ",\"from\":" + page.from + ",\"to\":" + page.to
                + ",\"changes\":[" + String.join(",", page.changes) + "]}";
    }

    /** For whoever has restored the database from an older copy, before clients come back (SYNC-1). */
    @PostMapping("/epoch")
    String raiseEpoch() {
        return "{\"epoch\":" + sequence.raiseEpoch(clock.instant()) + "}";
    }

    @GetMapping("/heads")
    String heads(@RequestParam Instant since) {
        History.Heads found = history.headsSince(since);
        return found.heads().entrySet().stream()
                .map(head -> "{\"userId\":\"" + head.getKey() + "\",\"epoch\":" + found.epoch() + ",\"head\":"
                        + head.getValue() + ",\"floor\":" + found.floors().getOrDefault(head.getKey(), 0L) + "}")
                .collect(Collectors.joining(
                        ",", "{\"at\":\"" + DocumentText.instant(found.at()) + "\",\"heads\":[", "]}"));
    }
}
