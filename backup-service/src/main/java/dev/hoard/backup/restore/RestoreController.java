package dev.hoard.backup.restore;

import dev.hoard.backup.archive.BackupId;
import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.web.BodyLimit;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Restores of the caller's backups (BKP-3). */
@RestController
@RequestMapping("/api/v1")
class RestoreController {

    /** A thousand ids and some room. */
    private static final DataSize LARGEST_COMMAND = DataSize.ofKilobytes(64);

    private final RestoreService restores;

    RestoreController(RestoreService restores) {
        this.restores = restores;
    }

    @PostMapping(path = "/backups/{id}/restore", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<RestoreView> restore(Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        RestoreCommand command = StrictJson.read(BodyLimit.read(request, LARGEST_COMMAND), RestoreCommand.class);
        RestoreView restore = RestoreView.of(restores.submit(caller, BackupId.of(id), command));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/restores/" + restore.id()))
                .body(restore);
    }

    @GetMapping("/restores/{id}")
    RestoreView get(Caller caller, @PathVariable String id) {
        return RestoreView.of(restores.get(caller.account(), id));
    }
}
