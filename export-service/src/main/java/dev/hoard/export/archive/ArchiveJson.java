package dev.hoard.export.archive;

import dev.hoard.platform.json.StrictJson;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Strict JSON that also keeps every number exactly as it was written, whatever an app has put into {@code ext}. */
public final class ArchiveJson {

    private static final JsonMapper MAPPER = StrictJson.configure(JsonMapper.builder(StrictJson.factory()))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private ArchiveJson() {}

    public static JsonMapper mapper() {
        return MAPPER;
    }
}
