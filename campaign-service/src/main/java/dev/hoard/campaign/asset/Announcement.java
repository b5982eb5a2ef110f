package dev.hoard.campaign.asset;

import dev.hoard.campaign.shape.Findings;
import dev.hoard.campaign.shape.Rule;
import dev.hoard.campaign.shape.Rules;
import dev.hoard.campaign.shape.Shape;
import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.problem.ProblemException;
import java.util.regex.Pattern;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code {fileName, contentType, size, sha256}}, by which an upload is announced. */
final class Announcement {

    private static final int LONGEST_NAME = 255;
    private static final Rule NAME = Rules.text(1, LONGEST_NAME);
    private static final Pattern NO_FILE = Pattern.compile("\\.{1,2}|\\s*|.*[/\\\\\\n\\t].*", Pattern.DOTALL);
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final Shape shape;

    Announcement(DataSize maxSize) {
        this.shape = Shape.builder()
                .required("fileName", Announcement::checkName)
                .required("contentType", Rules.oneOf(AssetType.mediaTypes()))
                .required("size", Rules.integer(1, Math.toIntExact(maxSize.toBytes())))
                .required("sha256", Announcement::checkHash)
                .build();
    }

    /** @throws ProblemException naming every rule the body breaks */
    AnnouncedFile read(byte[] body) {
        ObjectNode fields = StrictJson.readObject(body);
        Findings findings = new Findings("");
        shape.check(fields, findings);
        findings.problem().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        return new AnnouncedFile(
                fields.required("fileName").stringValue(),
                AssetType.of(fields.required("contentType").stringValue()),
                fields.required("size").longValue(),
                fields.required("sha256").stringValue());
    }

    private static JsonNode checkName(JsonNode value, Findings findings) {
        if (value.isString() && NO_FILE.matcher(value.stringValue()).matches()) {
            findings.report("not-a-file-name", "must be the name of a file, without folders");
            return value;
        }
        return NAME.check(value, findings);
    }

    private static JsonNode checkHash(JsonNode value, Findings findings) {
        if (!value.isString() || !SHA_256.matcher(value.stringValue()).matches()) {
            findings.report("malformed", "must be a SHA-256 as 64 lower-case hexadecimal digits");
        }
        return value;
    }
}
