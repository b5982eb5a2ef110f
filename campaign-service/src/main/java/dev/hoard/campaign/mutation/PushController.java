package dev.hoard.campaign.mutation;

import dev.hoard.platform.security.Caller;
import dev.hoard.platform.web.RawBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where clients push what they did. */
@RestController
final class PushController {

    private static final DataSize LARGEST = DataSize.ofMegabytes(5);

    private final PushReader reader;
    private final Mutations mutations;

    PushController(PushReader reader, Mutations mutations) {
        this.reader = reader;
        this.mutations = mutations;
    }

    @PostMapping(
            path = "/api/v1/sync/push",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] push(Caller caller, HttpServletRequest request) throws IOException {
        Push push = reader.read(caller.account(), caller.premium(), RawBody.read(request, LARGEST));
        return PushAnswer.of(push, mutations.settle(caller.account(), push.batch()));
    }
}
