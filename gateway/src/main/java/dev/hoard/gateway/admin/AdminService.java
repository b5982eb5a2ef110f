package dev.hoard.gateway.admin;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import dev.hoard.gateway.account.Account;
import dev.hoard.gateway.account.AccountEvents;
import dev.hoard.gateway.account.AccountStatus;
import dev.hoard.gateway.account.Accounts;
import dev.hoard.gateway.session.Revocations;
import dev.hoard.gateway.session.Sessions;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Tier;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Carries out administrators' actions. The change, its record and its event are one transaction. */
@Service
class AdminService {

    private static final Logger LOG = LoggerFactory.getLogger(AdminService.class);

    private final MongoClient mongo;
    private final Accounts accounts;
    private final AccountEvents events;
    private final Sessions sessions;
    private final Revocations revocations;
    private final AdminActions actions;
    private final Clock clock;

    AdminService(
            MongoClient mongo,
            Accounts accounts,
            AccountEvents events,
            Sessions sessions,
            Revocations revocations,
            AdminActions actions,
            Clock clock) {
        this.mongo = mongo;
        this.accounts = accounts;
        this.events = events;
        this.sessions = sessions;
        this.revocations = revocations;
        this.actions = actions;
        this.clock = clock;
    }

    /** @throws ProblemException NOT_FOUND, VALIDATION_FAILED, FORBIDDEN for suspending oneself, CONFLICT */
    AdminAction act(AccountId admin, AccountId target, ActionRequest request, @Nullable String traceparent) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Tier tier = tier(request);
        AdminAction action = new AdminAction(
                Uuids.v7(),
                request.type(),
                target,
                admin,
                tier,
                request.reason().strip(),
                now);
        try (ClientSession session = mongo.startSession()) {
            session.withTransaction(() -> {
                carryOut(session, action, traceparent);
                return action;
            });
        }
        revocations.readNew();
        LOG.info("{} of account {} by {}", action.type(), target, admin);
        return action;
    }

    private void carryOut(ClientSession session, AdminAction action, @Nullable String traceparent) {
        Account account = accounts.get(action.target());
        Account next = changed(account, action);
        if (!accounts.replace(session, next)) {
            throw ProblemException.of(ProblemType.CONFLICT, "The account is being changed by others. Try again.");
        }
        if (next.suspended()) {
            sessions.revokeAll(session, next.id(), action.at());
        }
        actions.add(session, action);
        events.changed(session, next, traceparent);
    }

    private static Account changed(Account account, AdminAction action) {
        return switch (action.type()) {
            case SET_TIER -> account.withTier(Objects.requireNonNull(action.tier()), action.at());
            case SUSPEND -> suspended(account, action);
            case REINSTATE -> account.withStatus(AccountStatus.ACTIVE, action.at());
        };
    }

    private static Account suspended(Account account, AdminAction action) {
        if (action.admin().equals(account.id())) {
            throw ProblemException.of(ProblemType.FORBIDDEN, "An administrator cannot suspend their own account.");
        }
        return account.withStatus(AccountStatus.SUSPENDED, action.at());
    }

    private static @Nullable Tier tier(ActionRequest request) {
        boolean wanted = request.type() == AdminAction.Type.SET_TIER;
        String tier = request.tier();
        if (wanted && tier == null) {
            throw invalid("required", "SET_TIER needs a tier: free or premium");
        }
        if (!wanted && tier != null) {
            throw invalid("not-applicable", "only SET_TIER takes a tier");
        }
        return tier == null ? null : Tier.valueOf(tier.toUpperCase(Locale.ROOT));
    }

    private static ProblemException invalid(String code, String message) {
        return ProblemException.invalid(List.of(new FieldProblem("/tier", code, message)));
    }
}
