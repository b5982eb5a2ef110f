package dev.hoard.export.importing;

import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** {@code /imports}: the file is the body, or the part {@code file} of a form. */
@RestController
@RequestMapping("/api/v1/imports")
final class ImportController {

    private final ImportService imports;
    private final Imports applied;

    ImportController(ImportService imports, Imports applied) {
        this.imports = imports;
        this.applied = applied;
    }

    record ImportList(List<ImportReport> imports) {}

    @PostMapping(
            consumes = {"application/zip", "application/x-zip-compressed", MediaType.APPLICATION_OCTET_STREAM_VALUE})
    ImportReport body(
            Caller caller,
            @RequestParam String format,
            @RequestParam(defaultValue = "preview") String mode,
            HttpServletRequest request)
            throws IOException {
        return run(caller, format, mode, request.getInputStream());
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ImportReport form(
            Caller caller,
            @RequestParam String format,
            @RequestParam(defaultValue = "preview") String mode,
            @RequestPart MultipartFile file)
            throws IOException {
        return run(caller, format, mode, file.getInputStream());
    }

    @GetMapping
    ImportList list(Caller caller) {
        return new ImportList(applied.list(caller.account()));
    }

    @GetMapping("/{id}")
    ImportReport get(Caller caller, @PathVariable String id) {
        return Uuids.find(id)
                .flatMap(uuid -> applied.find(caller.account(), uuid))
                .orElseThrow(() -> ProblemException.notFound("import"));
    }

    private ImportReport run(Caller caller, String format, String mode, InputStream file) throws IOException {
        return imports.run(caller, ImportFormat.of(format), ImportMode.of(mode), file);
    }
}
