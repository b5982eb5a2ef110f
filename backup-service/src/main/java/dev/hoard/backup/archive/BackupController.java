package dev.hoard.backup.archive;

import dev.hoard.platform.security.Caller;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The backups of the caller (BKP-1). */
@RestController
@RequestMapping("/api/v1/backups")
class BackupController {

    private final Archive archive;
    private final BackupViews views;

    BackupController(Archive archive, BackupViews views) {
        this.archive = archive;
        this.views = views;
    }

    @PostMapping
    ResponseEntity<BackupView> take(Caller caller, @RequestBody(required = false) @Nullable TakeBackup command) {
        BackupView backup = views.of(archive.submit(caller));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/backups/" + backup.id()))
                .body(backup);
    }

    @GetMapping
    BackupPage list(
            Caller caller,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable String page) {
        return views.page(caller.account(), PageRequest.of(limit, page));
    }

    @GetMapping("/{id}")
    BackupView get(Caller caller, @PathVariable String id) {
        return views.of(archive.get(caller.account(), BackupId.of(id)));
    }

    @GetMapping("/{id}/content")
    ResponseEntity<InputStreamResource> content(Caller caller, @PathVariable String id) throws IOException {
        Backup backup = archive.getReady(caller.account(), BackupId.of(id));
        Contents contents = backup.requireContents();
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .contentLength(contents.size())
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(backup))
                .body(new InputStreamResource(archive.open(backup)));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(Caller caller, @PathVariable String id) {
        archive.delete(archive.get(caller.account(), BackupId.of(id)));
        return ResponseEntity.noContent().build();
    }

    private static String attachment(Backup backup) {
        return ContentDisposition.attachment()
                .filename(backup.fileName())
                .build()
                .toString();
    }
}
