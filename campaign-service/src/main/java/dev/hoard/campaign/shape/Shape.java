package dev.hoard.campaign.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An object with known members: those that must be there, those that may be, and no others. */
public final class Shape implements Rule {

    private final Map<String, Rule> members;
    private final List<String> required;

    private Shape(Map<String, Rule> members, List<String> required) {
        this.members = members;
        this.required = required;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public JsonNode check(JsonNode value, Findings findings) {
        if (!(value instanceof ObjectNode object)) {
            findings.report("wrong-type", "must be an object");
            return value;
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            Rule rule = members.get(name);
            findings.enter(name);
            if (rule == null) {
                findings.reportUnknown(name);
            } else {
                Rules.checkMember(object, name, member.getValue(), rule, findings);
            }
            findings.leave();
        }
        for (String name : required) {
            if (!object.has(name)) {
                findings.enter(name);
                findings.report("missing", "is required");
                findings.leave();
            }
        }
        return object;
    }

    /** Collects the members of a {@link Shape}. */
    public static final class Builder {

        private final Map<String, Rule> members = new HashMap<>();
        private final List<String> required = new ArrayList<>();

        private Builder() {}

        public Builder required(String name, Rule rule) {
            required.add(name);
            return optional(name, rule);
        }

        public Builder optional(String name, Rule rule) {
            if (members.put(name, rule) != null) {
                throw new IllegalStateException("two rules for " + name);
            }
            return this;
        }

        public Builder optional(List<String> names, Rule rule) {
            names.forEach(name -> optional(name, rule));
            return this;
        }

        public Shape build() {
            return new Shape(Map.copyOf(members), List.copyOf(required));
        }
    }
}
