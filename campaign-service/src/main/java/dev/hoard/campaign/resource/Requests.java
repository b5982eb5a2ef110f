package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.web.IdempotencyKey;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.web.RawBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;

/** HTTP requests as the service understands them. */
final class Requests {

    static final String MERGE_PATCH = "application/merge-patch+json";

    /** White space, escapes and the envelope make a body larger than the document it holds. */
    private static final int SLACK = 2;

    private final Rulebook rulebook;

    Requests(Rulebook rulebook) {
        this.rulebook = rulebook;
    }

    static Write write(Caller caller, ResourceType type, HttpServletRequest request) {
        return new Write(
                caller, type, conditions(request), IdempotencyKey.find(request).orElse(null));
    }

    static Conditions conditions(HttpServletRequest request) {
        return new Conditions(request.getHeader(HttpHeaders.IF_MATCH), request.getHeader(HttpHeaders.IF_NONE_MATCH));
    }

    byte[] body(ResourceType type, HttpServletRequest request) throws IOException {
        return RawBody.read(request, DataSize.ofBytes((long) SLACK * rulebook.maxBytes(type)));
    }
}
