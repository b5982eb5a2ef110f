package dev.hoard.backup.archive;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An account's backups, for the other services. */
@RestController
class InternalBackupController {

    private final BackupViews views;

    InternalBackupController(BackupViews views) {
        this.views = views;
    }

    @GetMapping("/internal/accounts/{userId}/backups")
    BackupPage list(@PathVariable String userId) {
        AccountId account = new AccountId(Uuids.find(userId).orElseThrow(() -> ProblemException.notFound("account")));
        return views.page(account, PageRequest.everything());
    }
}
