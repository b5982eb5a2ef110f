package dev.hoard.campaign.sequence;

import java.util.UUID;

/**
 * Proof that a mutation was decided, and enough to give the first answer again (SYNC-3). It lives in the commit that
 * holds what was decided, so the two cannot part.
 *
 * @param rev the document's revision after the decision; 0 where there is no document
 * @param created whether the mutation brought the document to life
 * @param shown whether the first answer showed the document
 */
public record Receipt(UUID mutationId, Fingerprint request, Verdict verdict, long rev, boolean created, boolean shown) {

    /** How a mutation was decided; what is not decided leaves no receipt. */
    public enum Verdict {
        APPLIED("applied"),
        MERGED("merged"),
        CONFLICT("conflict"),
        BULK("bulk");

        private final String wireName;

        Verdict(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        static Verdict get(String wireName) {
            for (Verdict each : values()) {
                if (each.wireName.equals(wireName)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("no verdict: " + wireName);
        }
    }
}
