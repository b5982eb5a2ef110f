package dev.hoard.export.job;

import dev.hoard.export.archive.ArchiveFormat;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.storage.ObjectNotFoundException;
import dev.hoard.platform.storage.ObjectStorage;
import java.io.InputStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Starts exports, shows them, hands out and removes their content (EXP-1). */
@Service
class ExportService {

    private static final Logger LOG = LoggerFactory.getLogger(ExportService.class);

    private final Exports exports;
    private final ObjectStorage storage;
    private final ExportProperties properties;

    ExportService(Exports exports, ObjectStorage storage, ExportProperties properties) {
        this.exports = exports;
        this.storage = storage;
        this.properties = properties;
    }

    /** @throws ProblemException TOO_MANY_REQUESTS or CONFLICT if the account has enough of them, waiting or kept */
    Export start(AccountId account, ArchiveFormat format) {
        requireRoom(exports.list(account));
        Export export = exports.submit(account, format);
        LOG.info("Export {} of account {} asked for", export.id(), account);
        return export;
    }

    private void requireRoom(List<Export> all) {
        long unfinished = all.stream().filter(Export::unfinished).count();
        if (unfinished >= properties.unfinished()) {
            throw new ProblemException(Problem.of(
                            ProblemType.TOO_MANY_REQUESTS,
                            unfinished + " exports are not finished yet; wait for one of them, or delete it.")
                    .retryAfter(properties.retryAfter()));
        }
        long kept = all.stream()
                .filter(export -> export.state() == Export.State.READY)
                .count();
        if (kept >= properties.kept()) {
            throw ProblemException.of(
                    ProblemType.CONFLICT, kept + " exports are kept for you already; delete one of them.");
        }
    }

    List<Export> list(AccountId account) {
        return exports.list(account);
    }

    Export get(AccountId account, String id) {
        return exports.get(account, id);
    }

    /** Cancels or removes an export, and its content with it. */
    void remove(AccountId account, String id) {
        Export export = exports.get(account, id);
        exports.remove(id);
        storage.list(Export.prefix(account, export.id())).forEach(storage::delete);
        LOG.info("Export {} of account {} removed", id, account);
    }

    /** @throws ProblemException CONTENT_EXPIRED, or CONFLICT for an export that has no content yet or failed */
    ExportContent content(AccountId account, String id) {
        Export export = exports.get(account, id);
        return switch (export.state()) {
            case READY -> {
                ExportContent content = export.content();
                if (content == null) {
                    throw new IllegalStateException("export " + id + " is ready without content");
                }
                yield content;
            }
            case EXPIRED -> throw expired();
            case QUEUED, RUNNING ->
                throw ProblemException.of(ProblemType.CONFLICT, "The export is not ready yet; ask for its state.");
            case FAILED, CANCELLED ->
                throw ProblemException.of(ProblemType.CONFLICT, "The export did not succeed; start another one.");
        };
    }

    InputStream open(ExportContent content, ByteRange range) {
        try {
            return storage.get(content.key(), range.first(), range.length());
        } catch (ObjectNotFoundException e) {
            throw expired();
        }
    }

    private static ProblemException expired() {
        return ProblemException.of(
                ProblemType.CONTENT_EXPIRED, "The content of this export is no longer kept; start another one.");
    }
}
