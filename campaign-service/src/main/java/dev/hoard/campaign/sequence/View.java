package dev.hoard.campaign.sequence;

import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.id.AccountId;
import java.util.Collection;

/** What is kept up to date behind the commits. */
@FunctionalInterface
interface View {

    /** Brings documents to these revisions, at most one a document, except where the view is already further on. */
    void rollForward(AccountId account, Collection<Revision> revisions);
}
