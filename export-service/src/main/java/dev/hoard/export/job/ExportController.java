package dev.hoard.export.job;

import dev.hoard.export.archive.ArchiveFormat;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.security.Caller;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /exports}. */
@RestController
@RequestMapping(ExportController.PATH)
final class ExportController {

    static final String PATH = "/api/v1/exports";
    private static final MediaType ZIP = MediaType.valueOf("application/zip");

    private final ExportService exports;

    ExportController(ExportService exports) {
        this.exports = exports;
    }

    record ExportRequest(@Nullable String format) {

        ArchiveFormat archiveFormat() {
            return ArchiveFormat.find(format == null ? "" : format)
                    .orElseThrow(() -> ProblemException.invalid(
                            List.of(new FieldProblem("/format", "unknown-format", "must be json or csv"))));
        }
    }

    record ExportList(List<ExportView> exports) {}

    @PostMapping
    ResponseEntity<ExportView> start(Caller caller, @RequestBody ExportRequest request) {
        Export export = exports.start(caller.account(), request.archiveFormat());
        return ResponseEntity.accepted()
                .location(URI.create(PATH + "/" + export.id()))
                .body(ExportView.of(export));
    }

    @GetMapping
    ExportList list(Caller caller) {
        return new ExportList(
                exports.list(caller.account()).stream().map(ExportView::of).toList());
    }

    @GetMapping("/{id}")
    ExportView get(Caller caller, @PathVariable String id) {
        return ExportView.of(exports.get(caller.account(), id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Caller caller, @PathVariable String id) {
        exports.remove(caller.account(), id);
    }

    @GetMapping("/{id}/content")
    ResponseEntity<InputStreamResource> content(
            Caller caller, @PathVariable String id, @RequestHeader HttpHeaders headers) {
        ExportContent content = exports.content(caller.account(), id);
        ByteRange range = range(content, headers);
        return answer(id, content, range).body(new InputStreamResource(exports.open(content, range)));
    }

    /** On its own, since the body of a GET would be fetched only to be thrown away. */
    @RequestMapping(path = "/{id}/content", method = RequestMethod.HEAD)
    ResponseEntity<Void> contentHead(Caller caller, @PathVariable String id, @RequestHeader HttpHeaders headers) {
        ExportContent content = exports.content(caller.account(), id);
        return answer(id, content, range(content, headers)).build();
    }

    /** A range is only good for the content it was cut from: with another {@code If-Range} the whole is sent. */
    private static ByteRange range(ExportContent content, HttpHeaders headers) {
        String ifRange = headers.getFirst(HttpHeaders.IF_RANGE);
        boolean sameContent = ifRange == null || ifRange.equals(etag(content));
        return ByteRange.of(sameContent ? headers.getFirst(HttpHeaders.RANGE) : null, content.size());
    }

    private static ResponseEntity.BodyBuilder answer(String id, ExportContent content, ByteRange range) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(
                        range.partial() ? HttpStatus.PARTIAL_CONTENT : HttpStatus.OK)
                .contentType(ZIP)
                .contentLength(range.length())
                .eTag(etag(content))
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.ACCEPT_RANGES, "bytes")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("hoard-export-" + id + ".zip")
                                .build()
                                .toString());
        return range.partial() ? answer.header(HttpHeaders.CONTENT_RANGE, range.contentRange()) : answer;
    }

    private static String etag(ExportContent content) {
        return "\"" + content.sha256() + "\"";
    }
}
