package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Documents as HTTP answers: the body is the document, the entity tag its revision (DATA-2). */
final class Answers {

    private Answers() {}

    static ResponseEntity<byte[]> read(Revision document, Conditions conditions) {
        return conditions.readerHas(document.rev())
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                        .eTag(tag(document))
                        .build()
                : with(ResponseEntity.ok(), document);
    }

    static ResponseEntity<byte[]> written(Written written, ResourceType type) {
        Revision document = written.document();
        if (document == null) {
            throw ProblemException.of(
                    ProblemType.CONTENT_EXPIRED, "The write was done before; its answer is no longer kept.");
        }
        return with(
                written.created() ? ResponseEntity.created(location(type, document)) : ResponseEntity.ok(), document);
    }

    private static ResponseEntity<byte[]> with(ResponseEntity.BodyBuilder answer, Revision document) {
        return answer.eTag(tag(document))
                .contentType(MediaType.APPLICATION_JSON)
                .body(document.text().getBytes(StandardCharsets.UTF_8));
    }

    private static URI location(ResourceType type, Revision document) {
        String path = "/api/v1/" + type.plural();
        return URI.create(type == ResourceType.PREFERENCES ? path : path + '/' + document.id());
    }

    private static String tag(Revision document) {
        return '"' + Long.toString(document.rev()) + '"';
    }
}
