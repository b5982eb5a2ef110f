package dev.hoard.platform.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Renders a problem as {@code application/problem+json} (RFC 9457), the same for servlet, reactive and filter code. */
public final class ProblemJson {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private ProblemJson() {}

    /** @param instance path of the request */
    public static byte[] render(Problem problem, String instance, @Nullable String traceId) {
        return MAPPER.writeValueAsBytes(members(problem, instance, traceId));
    }

    /** The members without instance and trace id, for a problem that stands inside another answer. */
    public static Map<String, Object> members(Problem problem) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", problem.type().uri().toString());
        members.put("title", problem.type().title());
        members.put("status", problem.type().status());
        members.put("detail", problem.detail());
        if (!problem.errors().isEmpty()) {
            members.put("errors", problem.errors());
        }
        members.putAll(problem.extensions());
        return members;
    }

    private static Map<String, Object> members(Problem problem, String instance, @Nullable String traceId) {
        Map<String, Object> members = members(problem);
        members.put("instance", instance);
        if (traceId != null) {
            members.put("traceId", traceId);
        }
        return members;
    }
}
