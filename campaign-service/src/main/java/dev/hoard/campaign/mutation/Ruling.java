package dev.hoard.campaign.mutation;

import dev.hoard.campaign.document.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a conflict. */
sealed interface Ruling {

    /** The client decides. */
    record LeftToTheClient() implements Ruling {}

    /**
     * The server decides.
     *
     * @param content what the document is to be; null for none
     * @param fields in which only one side has its way; none if both have all they want
     */
    record Settled(@Nullable Content content, List<String> fields) implements Ruling {

        public Settled {
            fields = List.copyOf(fields);
        }
    }
}
