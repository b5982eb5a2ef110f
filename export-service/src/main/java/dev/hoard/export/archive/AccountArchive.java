package dev.hoard.export.archive;

import dev.hoard.platform.id.AccountId;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Writes the archive of an account from the services that own its parts. */
@Component
public class AccountArchive {

    /** Hears how far an archive has come, and may end it by an exception. */
    public interface Progress {

        /** @param percent a lower bound: how many documents come is only known at their end */
        void reached(int percent) throws IOException;
    }

    private final AccountSources sources;
    private final Clock clock;

    AccountArchive(AccountSources sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    /**
     * Writes the archive to {@code out}, which stays open.
     *
     * @throws IOException if a source is not whole; what was written until then is no archive
     */
    public Manifest write(AccountId account, ArchiveFormat format, OutputStream out, Progress progress)
            throws IOException {
        AccountRecords records = sources.records(account);
        ArchiveWriter archive = new ArchiveWriter(out, format, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        archive.add(Kind.USER, List.of(records.user()));
        return sources.snapshot(account, snapshot -> {
            addDocuments(archive, snapshot, progress);
            archive.add(Kind.ASSETS, records.assets());
            sources.conflicts(account, conflict -> archive.add(Kind.CONFLICTS, conflict));
            archive.add(Kind.BACKUPS, records.backups());
            archive.add(Kind.PAYMENT_HISTORY, records.payments());
            archive.add(Kind.SESSION_HISTORY, records.sessions());
            archive.add(Kind.ADMIN_ACTIONS, records.adminActions());
            archive.add(Kind.DEVICES, records.devices());
            return archive.finish(account.value(), snapshot.epoch(), snapshot.at());
        });
    }

    private static void addDocuments(ArchiveWriter archive, CampaignSnapshot snapshot, Progress progress)
            throws IOException {
        long documents = 0;
        for (Optional<CampaignSnapshot.Line> line = snapshot.next(); line.isPresent(); line = snapshot.next()) {
            archive.add(line.get().kind(), line.get().document());
            documents++;
            // Each document took at least one number of the sequence, so there are at most that many.
            progress.reached((int) (documents * 95 / Math.max(documents, snapshot.at())));
        }
    }
}
