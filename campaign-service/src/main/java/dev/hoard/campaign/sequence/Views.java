package dev.hoard.campaign.sequence;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.conflict.Conflicts;
import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.id.AccountId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The two views there are: documents, and the conflicts between their edits. */
record Views(Documents documents, Conflicts conflicts) implements View {

    @Override
    public void rollForward(AccountId account, Collection<Change> changes) {
        List<Revision> revisions = new ArrayList<>(changes.size());
        List<ConflictRecord> records = new ArrayList<>(0);
        for (Change change : changes) {
            if (change.conflict() == null) {
                revisions.add(change.revision());
            } else {
                records.add(change.conflict());
            }
        }
        documents.rollForward(account, revisions);
        conflicts.rollForward(account, records);
    }
}
