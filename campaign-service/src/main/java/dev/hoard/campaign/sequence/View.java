package dev.hoard.campaign.sequence;

import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.id.AccountId;
import java.util.Collection;
import java.util.Map;

/** What is kept up to date behind the commits. */
@FunctionalInterface
interface View {

    /** Brings accounts' documents to these revisions, at most one a document, except where the view is further on. */
    void rollForward(Map<AccountId, Collection<Revision>> revisions);
}
