package dev.hoard.sync.digest;

import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.web.RawBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/sync/digest} and {@code /fetch} (SYNC-12). */
@RestController
class DigestController {

    /** A thousand ids and some room. */
    private static final DataSize LARGEST = DataSize.ofKilobytes(64);

    private final DigestReader reader;

    DigestController(DigestReader reader) {
        this.reader = reader;
    }

    @PostMapping(path = "/api/v1/sync/digest", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] digest(Caller caller, HttpServletRequest request) throws IOException {
        DigestCommand command = StrictJson.read(RawBody.read(request, LARGEST), DigestCommand.class);
        return reader.digest(caller.account(), command.filter()).json();
    }

    @PostMapping(path = "/api/v1/sync/fetch", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] fetch(Caller caller, HttpServletRequest request) throws IOException {
        FetchCommand command = StrictJson.read(RawBody.read(request, LARGEST), FetchCommand.class);
        return reader.fetch(caller.account(), command.checked()).json();
    }
}
