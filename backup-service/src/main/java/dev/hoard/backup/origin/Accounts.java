package dev.hoard.backup.origin;

import dev.hoard.platform.client.InternalClients;
import dev.hoard.platform.client.ServiceName;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The accounts at the gateway, their owner. */
@Component
public class Accounts {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final RestClient gateway;

    Accounts(InternalClients clients) {
        this.gateway = clients.to(ServiceName.GATEWAY);
    }

    /**
     * What a backup keeps of an account: {@code user} and {@code subscription}.
     *
     * @throws ProblemException NOT_FOUND if there is no such account, UNAVAILABLE if the gateway does not answer
     */
    public ObjectNode get(AccountId account) {
        byte[] answer =
                gateway.get().uri("/internal/accounts/{id}", account).retrieve().requiredBody(byte[].class);
        JsonNode known = JSON.readTree(answer);
        ObjectNode kept = JSON.createObjectNode();
        kept.set("user", withoutSecrets(known.path("user")));
        kept.set("subscription", withoutSecrets(known.path("subscription")));
        return kept;
    }

    /** The gateway never shows a password hash; a backup outlives many releases, so this does not rely on it. */
    private static JsonNode withoutSecrets(JsonNode part) {
        if (part instanceof ObjectNode object) {
            object.remove("passwordHash");
            return object;
        }
        return JSON.nullNode();
    }
}
