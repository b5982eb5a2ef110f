package dev.hoard.campaign.sequence;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.conflict.Conflicts;
import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.id.AccountId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The two views there are: documents, and the conflicts between their edits. */
record Views(Documents documents, Conflicts conflicts) implements View {

    @Override
    public void rollForward(Map<AccountId, Collection<Change>> changes) {
        Map<AccountId, Collection<Revision>> revisions = LinkedHashMap.newLinkedHashMap(changes.size());
        changes.forEach((account, own) -> {
            List<ConflictRecord> records = new ArrayList<>(0);
            for (Change change : own) {
                if (change.conflict() != null) {
                    records.add(change.conflict());
                } else if (change.kept()) { // what is pruned was in the view by then
                    revisions
                            .computeIfAbsent(account, _ -> new ArrayList<>(own.size()))
                            .add(change.revision());
                }
            }
            conflicts.rollForward(account, records);
        });
        documents.rollForward(revisions);
    }
}
