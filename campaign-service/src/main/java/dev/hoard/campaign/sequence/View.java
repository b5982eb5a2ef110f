package dev.hoard.campaign.sequence;

import dev.hoard.platform.id.AccountId;
import java.util.Collection;

/** What is kept up to date behind the commits. */
@FunctionalInterface
interface View {

    /** Brings it to these changes, at most one a document, except where it is already further on. */
    void rollForward(AccountId account, Collection<Change> changes);
}
