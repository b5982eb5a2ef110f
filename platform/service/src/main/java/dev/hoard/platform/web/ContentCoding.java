package dev.hoard.platform.web;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The codings in which bodies travel (SYNC-14), the one that costs less first. */
public enum ContentCoding {
    ZSTD {
        @Override
        public OutputStream encode(OutputStream out) throws IOException {
            return new ZstdOutputStreamNoFinalizer(out, RecyclingBufferPool.INSTANCE, ZSTD_LEVEL)
                    .setWindowLog(ZSTD_WINDOW_LOG);
        }

        @Override
        public InputStream decode(InputStream in) throws IOException {
            return new ZstdInputStreamNoFinalizer(in, RecyclingBufferPool.INSTANCE).setLongMax(ZSTD_MAX_WINDOW_LOG);
        }
    },

    GZIP {
        @Override
        public OutputStream encode(OutputStream out) throws IOException {
            return new GZIPOutputStream(out, BUFFER) {
                {
                    def.setLevel(GZIP_LEVEL);
                }
            };
        }

        @Override
        public InputStream decode(InputStream in) throws IOException {
            return new GZIPInputStream(in, BUFFER);
        }
    };

    private static final int BUFFER = 8192;

    /** Where JSON stops getting smaller for what it costs. */
    private static final int GZIP_LEVEL = 4;

    private static final int ZSTD_LEVEL = 2;

    /** 512 KiB: most pages are no longer, and the memory is held while one is written. */
    private static final int ZSTD_WINDOW_LOG = 19;

    /** 8 MiB, the most that RFC 9659 lets a body ask of its reader. */
    private static final int ZSTD_MAX_WINDOW_LOG = 23;

    /** The body ends, and what the coding holds is freed, when the stream is closed. */
    public abstract OutputStream encode(OutputStream out) throws IOException;

    /** @throws IOException now or while reading when the body is not of this coding */
    public abstract InputStream decode(InputStream in) throws IOException;

    /** As headers name it. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The coding of a body that was sent, empty for none of ours. */
    public static Optional<ContentCoding> find(String token) {
        for (ContentCoding coding : values()) {
            if (coding.token().equals(token.toLowerCase(Locale.ROOT))) {
                return Optional.of(coding);
            }
        }
        return Optional.empty();
    }

    /**
     * The coding that an {@code Accept-Encoding} likes best, empty if that is none at all.
     *
     * @param offered among equals the first is taken
     */
    public static Optional<ContentCoding> negotiate(@Nullable String acceptEncoding, List<ContentCoding> offered) {
        if (acceptEncoding == null || acceptEncoding.isBlank()) {
            return Optional.empty();
        }
        List<Preference> preferences = new ArrayList<>();
        for (String element : acceptEncoding.split(",", -1)) {
            preferences.add(Preference.parse(element));
        }
        ContentCoding best = null;
        double liking = named(preferences, "identity").orElse(0.0);
        for (ContentCoding coding : offered) {
            double q = named(preferences, coding.token())
                    .or(() -> named(preferences, "*"))
                    .orElse(0.0);
            if (q > 0 && (best == null ? q >= liking : q > liking)) {
                best = coding;
                liking = q;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Optional<Double> named(List<Preference> preferences, String token) {
        return preferences.stream()
                .filter(preference -> preference.token().equals(token))
                .map(Preference::q)
                .findFirst();
    }

    /** One element of the header, such as {@code gzip;q=0.8}. */
    private record Preference(String token, double q) {

        static Preference parse(String element) {
            String[] parts = element.split(";", -1);
            double q = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
                if (parameter.startsWith("q=")) {
                    q = weight(parameter.substring(2));
                }
            }
            return new Preference(parts[0].strip().toLowerCase(Locale.ROOT), q);
        }

        /** A weight that cannot be read is no wish. */
        private static double weight(String text) {
            try {
                double q = Double.parseDouble(text);
                return q >= 0 && q <= 1 ? q : 0;
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }
}
