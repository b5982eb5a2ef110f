package dev.hoard.sync.digest;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What an account holds at the number {@code at}.
 *
 * @param buckets by type
 */
record Digest(long at, long epoch, Map<String, TypeDigest> buckets) {

    byte[] json() {
        StringBuilder json = new StringBuilder()
                .append("{\"at\":")
                .append(at)
                .append(",\"epoch\":")
                .append(epoch)
                .append(",\"buckets\":{");
        String separator = "\"";
        for (Map.Entry<String, TypeDigest> type : buckets.entrySet()) {
            json.append(separator).append(type.getKey()).append("\":");
            type.getValue().appendTo(json);
            separator = ",\"";
        }
        return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
