package dev.hoard.campaign.sequence;

import dev.hoard.platform.id.AccountId;
import java.util.Collection;
import java.util.Map;

/** What is kept up to date behind the commits. */
@FunctionalInterface
interface View {

    /** Brings accounts' documents to these changes, at most one a document, except where it is further on already. */
    void rollForward(Map<AccountId, Collection<Change>> changes);
}
