package dev.hoard.campaign.asset;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The kinds of file that may be uploaded, and how each one's content begins. */
enum AssetType {
    PNG("image/png", "89504e470d0a1a0a", "png", "png"),
    JPEG("image/jpeg", "ffd8ff", "jpg", "jpe?g"),
    /** A RIFF container: its size, four bytes, stands between its two names. */
    WEBP("image/webp", "52494646.{8}57454250", "webp", "webp"),
    PDF("application/pdf", "255044462d", "pdf", "pdf");

    /** Bytes of content that tell every type. */
    static final int MAGIC_BYTES = 12;

    private final String mediaType;
    private final Pattern magic;
    private final String extension;
    private final Pattern named;

    /**
     * @param magic pattern of the first bytes in lower-case hex
     * @param extension of a file that has none of {@code extensions}
     */
    AssetType(String mediaType, String magic, String extension, String extensions) {
        this.mediaType = mediaType;
        this.magic = Pattern.compile(magic);
        this.extension = extension;
        this.named = Pattern.compile(".*\\.(" + extensions + ")", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    static List<String> mediaTypes() {
        return Arrays.stream(values()).map(AssetType::mediaType).toList();
    }

    /** @throws IllegalArgumentException if there is none */
    static AssetType of(String mediaType) {
        return Arrays.stream(values())
                .filter(type -> type.mediaType.equals(mediaType))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no assets of " + mediaType));
    }

    String mediaType() {
        return mediaType;
    }

    /** @param start the first {@link #MAGIC_BYTES} of a file, or all of a shorter one */
    boolean beginsLike(byte[] start) {
        return magic.matcher(HexFormat.of().formatHex(start)).lookingAt();
    }

    /** The name with an extension of this type, so that no computer takes a checked image for a program or a page. */
    String named(String name) {
        return named.matcher(name).matches() ? name : name + "." + extension;
    }
}
