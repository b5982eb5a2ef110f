package dev.hoard.campaign.bulk;

import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.DocumentText;
import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.sequence.History;
import dev.hoard.campaign.sequence.Sequence;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Optional;

/**
 * All live documents of an account as of one number (BKP-2), without holding anything up: the view is walked by type and
 * id, and a document that has moved on since is taken from the commits.
 */
final class Snapshots {

    private final Documents documents;
    private final Sequence sequence;
    private final History history;

    Snapshots(Documents documents, Sequence sequence, History history) {
        this.documents = documents;
        this.sequence = sequence;
        this.history = history;
    }

    /**
     * The number a snapshot will be of.
     *
     * @throws ProblemException BAD_REQUEST for a number that is not taken yet
     */
    long resolve(AccountId account, Optional<Long> wanted) {
        long head = sequence.head(account);
        long at = wanted.orElse(head);
        if (at < 0 || at > head) {
            throw ProblemException.of(
                    ProblemType.BAD_REQUEST, "The account has no number " + at + " yet, its head is " + head + ".");
        }
        return at;
    }

    /** Writes the snapshot as lines of JSON; whoever misses the last line, the count, has a torn one. */
    void write(AccountId account, long at, Writer out) throws IOException {
        Lines lines = new Lines(out);
        out.write("{\"epoch\":" + sequence.epoch() + ",\"at\":" + at + "}\n");
        try {
            documents.forEach(
                    account,
                    latest -> history.findRevisionAt(account, latest, at).ifPresent(lines::write));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.write("{\"count\":" + lines.count + "}\n");
        out.flush();
    }

    private static final class Lines {

        private final Writer out;
        private long count;

        Lines(Writer out) {
            this.out = out;
        }

        void write(Revision revision) {
            Content content = revision.content();
            if (content == null) {
                return;
            }
            try {
                out.write("{\"resourceType\":\"" + revision.type().wireName() + "\",\"resourceId\":\"" + revision.id()
                        + "\",\"rev\":" + revision.rev() + ",\"createdAt\":\""
                        + DocumentText.instant(revision.createdAt()) + "\",\"updatedAt\":\""
                        + DocumentText.instant(revision.updatedAt()) + "\",\"data\":");
                out.write(content.text());
                out.write("}\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            count++;
        }
    }
}
