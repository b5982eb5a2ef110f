package dev.hoard.backup.restore;

import dev.hoard.backup.archive.BackupId;
import dev.hoard.platform.security.Caller;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Restores of the caller's backups (BKP-3). */
@RestController
@RequestMapping("/api/v1")
class RestoreController {

    private final RestoreService restores;

    RestoreController(RestoreService restores) {
        this.restores = restores;
    }

    @PostMapping("/backups/{id}/restore")
    ResponseEntity<RestoreView> restore(
            Caller caller, @PathVariable String id, @RequestBody RestoreCommand command) {
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
