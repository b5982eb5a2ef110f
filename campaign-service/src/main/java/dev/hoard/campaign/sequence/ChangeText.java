package dev.hoard.campaign.sequence;

import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.DocumentText;
import dev.hoard.campaign.document.Revision;

/** A change as everybody sees it, in events, in the feed and from the owner: one text, made here and nowhere else. */
final class ChangeText {

    private ChangeText() {}

    static String of(Commit commit, Change change) {
        Revision revision = change.revision();
        String document = revision.live() ? revision.text() : "";
        StringBuilder text = new StringBuilder(320 + document.length())
                .append("{\"seq\":")
                .append(change.seq())
                .append(",\"resourceType\":\"")
                .append(revision.type().wireName())
                .append("\",\"resourceId\":\"")
                .append(revision.id())
                .append("\",\"op\":\"")
                .append(revision.live() ? "UPSERT" : "DELETE")
                .append("\",\"rev\":")
                .append(revision.rev())
                .append(",\"clientId\":")
                .append(DocumentJson.write(commit.clientId()));
        if (change.mutationId() != null) {
            text.append(",\"mutationId\":\"").append(change.mutationId()).append('"');
        }
        text.append(",\"updatedAt\":\"")
                .append(DocumentText.instant(revision.updatedAt()))
                .append('"');
        if (revision.live()) {
            text.append(",\"data\":").append(document);
        }
        return text.append('}').toString();
    }
}
