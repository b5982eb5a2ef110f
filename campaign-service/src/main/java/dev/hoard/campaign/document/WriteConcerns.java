package dev.hoard.campaign.document;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteConcernException;

/** What a write of several documents leaves open beside the outcome of each. */
public final class WriteConcerns {

    private WriteConcerns() {}

    /** @throws MongoWriteConcernException if what was written is perhaps not durable: an outage like any other */
    public static void requireMet(MongoBulkWriteException outcome) {
        if (outcome.getWriteConcernError() != null) {
            throw new MongoWriteConcernException(
                    outcome.getWriteConcernError(), null, outcome.getServerAddress(), outcome.getErrorLabels());
        }
    }
}
