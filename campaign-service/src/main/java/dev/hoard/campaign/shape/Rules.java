package dev.hoard.campaign.shape;

import dev.hoard.platform.id.Uuids;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The vocabulary of rules. Lengths of text are counted in characters, as a person counts them, not in UTF-16 units. */
public final class Rules {

    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final int LONGEST_ADDRESS = 2000;

    private Rules() {}

    /** A text of {@code min} to {@code max} characters, in Unicode normal form C, with no control characters but newline and tab. */
    public static Rule text(int min, int max) {
        return (value, findings) -> {
            if (!value.isString()) {
                findings.report("wrong-type", "must be a text");
                return value;
            }
            String text = value.stringValue();
            String normal = Texts.normalise(text);
            if (normal == null) {
                findings.report("forbidden-character", "must not hold control characters but newline and tab");
                return value;
            }
            if (normal.length() < min) {
                findings.report("too-short", "must have at least " + min + " character(s)");
            } else if (normal.length() > max && normal.codePointCount(0, normal.length()) > max) {
                findings.report("too-long", "must have at most " + max + " characters");
            }
            return Texts.kept(value, normal, findings);
        };
    }

    public static Rule text(int max) {
        return text(0, max);
    }

    /** A whole number, written without fraction or exponent. */
    public static Rule integer(int min, int max) {
        return (value, findings) -> {
            if (!value.isIntegralNumber()) {
                findings.report("wrong-type", "must be a whole number");
            } else if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
                findings.report("out-of-range", "must lie between " + min + " and " + max);
            }
            return value;
        };
    }

    /** A whole number that is not negative and fits 63 bits, as revisions are. */
    public static Rule revision() {
        return (value, findings) -> {
            if (!value.isIntegralNumber()) {
                findings.report("wrong-type", "must be a whole number");
            } else if (!value.canConvertToLong() || value.longValue() < 0) {
                findings.report("out-of-range", "must not be negative");
            }
            return value;
        };
    }

    /** Any object; what is in it is for others to check. */
    public static Rule object() {
        return (value, findings) -> {
            if (!value.isObject()) {
                findings.report("wrong-type", "must be an object");
            }
            return value;
        };
    }

    /** Any list; what is in it is for others to check. */
    public static Rule array() {
        return (value, findings) -> {
            if (!value.isArray()) {
                findings.report("wrong-type", "must be a list");
            }
            return value;
        };
    }

    /** Anything at all. */
    public static Rule anything() {
        return (value, findings) -> value;
    }

    public static Rule flag() {
        return (value, findings) -> {
            if (!value.isBoolean()) {
                findings.report("wrong-type", "must be true or false");
            }
            return value;
        };
    }

    public static Rule oneOf(String... names) {
        return oneOf(List.of(names));
    }

    public static Rule oneOf(List<String> names) {
        Set<String> allowed = Set.copyOf(names);
        String message = "must be one of " + String.join(", ", names);
        return (value, findings) -> {
            if (!value.isString()) {
                findings.report("wrong-type", "must be a text");
            } else if (!allowed.contains(value.stringValue())) {
                findings.report("not-allowed", message);
            }
            return value;
        };
    }

    /** A UUID in its form of 36 characters. */
    public static Rule uuid() {
        return (value, findings) -> {
            if (!value.isString()) {
                findings.report("wrong-type", "must be a UUID");
            } else if (Uuids.find(value.stringValue()).isEmpty()) {
                findings.report("malformed", "must be a UUID of 36 characters");
            }
            return value;
        };
    }

    /** An ISO-8601 instant in UTC. */
    public static Rule instant() {
        return (value, findings) -> {
            if (!value.isString()) {
                findings.report("wrong-type", "must be an instant");
            } else if (!isInstant(value.stringValue())) {
                findings.report("malformed", "must be an instant such as 2026-11-23T18:30:00.000Z");
            }
            return value;
        };
    }

    /** A colour as #rrggbb. */
    public static Rule colour() {
        return (value, findings) -> {
            if (!value.isString() || !COLOUR.matcher(value.stringValue()).matches()) {
                findings.report("malformed", "must be a colour such as #a0522d");
            }
            return value;
        };
    }

    /** An https address. It is checked for its form only: the server never opens it. */
    public static Rule httpsAddress() {
        return (value, findings) -> {
            if (!value.isString() || !isHttps(value.stringValue())) {
                findings.report("malformed", "must be an https address");
            }
            return value;
        };
    }

    /** A whole number or a text, as senses have it: {@code 60} or {@code "60 ft. (blind beyond)"}. */
    public static Rule integerOrText(int min, int max, int longest) {
        Rule integer = integer(min, max);
        Rule text = text(longest);
        return (value, findings) -> (value.isString() ? text : integer).check(value, findings);
    }

    public static Rule list(int most, Rule element) {
        return (value, findings) -> {
            if (!(value instanceof ArrayNode array)) {
                findings.report("wrong-type", "must be a list");
                return value;
            }
            if (array.size() > most) {
                findings.report("too-many", "must have at most " + most + " entries");
                return value;
            }
            for (int i = 0; i < array.size(); i++) {
                JsonNode before = array.get(i);
                findings.enter(i);
                replace(array, i, before, element.check(before, findings));
                findings.leave();
            }
            return array;
        };
    }

    /** A list of objects that are told apart by their {@code id}, as a merge needs it. */
    public static Rule listById(int most, Rule element) {
        Rule list = list(most, element);
        return (value, findings) -> {
            JsonNode checked = list.check(value, findings);
            if (checked instanceof ArrayNode array && array.size() <= most) {
                reportRepeatedIds(array, findings);
            }
            return checked;
        };
    }

    /** An object with free keys. */
    public static Rule map(int most, int longestKey, Rule element) {
        return (value, findings) -> {
            if (!(value instanceof ObjectNode object)) {
                findings.report("wrong-type", "must be an object");
                return value;
            }
            if (object.size() > most) {
                findings.report("too-many", "must have at most " + most + " entries");
                return value;
            }
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                findings.enter(name);
                if (name.isEmpty() || name.length() > longestKey || !name.equals(Texts.normalise(name))) {
                    findings.report("malformed-key", "the key must have 1 to " + longestKey + " plain characters");
                }
                checkMember(object, name, member.getValue(), element, findings);
                findings.leave();
            }
            return object;
        };
    }

    static void checkMember(ObjectNode object, String name, JsonNode before, Rule rule, Findings findings) {
        replace(object, name, before, rule.check(before, findings));
    }

    @SuppressWarnings("ReferenceEquality") // a rule that changes nothing gives the very same node
    static void replace(ObjectNode object, String name, JsonNode before, JsonNode after) {
        if (after != before) {
            object.set(name, after); // the value of a key that is there: safe while the members are walked
        }
    }

    @SuppressWarnings("ReferenceEquality") // as above
    static void replace(ArrayNode array, int index, JsonNode before, JsonNode after) {
        if (after != before) {
            array.set(index, after);
        }
    }

    private static void reportRepeatedIds(ArrayNode array, Findings findings) {
        Set<String> seen = HashSet.newHashSet(array.size());
        for (int i = 0; i < array.size(); i++) {
            JsonNode id = array.get(i).get("id");
            if (id != null && id.isString() && !seen.add(id.stringValue().toLowerCase(Locale.ROOT))) {
                findings.enter(i);
                findings.enter("id");
                findings.report("repeated", "another entry of this list has the same id");
                findings.leave();
                findings.leave();
            }
        }
    }

    private static boolean isInstant(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isHttps(String text) {
        try {
            return text.length() <= LONGEST_ADDRESS && text.startsWith("https://") && new URI(text).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
