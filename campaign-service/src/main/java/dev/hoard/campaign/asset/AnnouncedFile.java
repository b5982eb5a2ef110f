package dev.hoard.campaign.asset;

import dev.hoard.platform.storage.AnnouncedContent;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.http.ContentDisposition;

/**
 * A file as its owner announced it, before anybody has seen it.
 *
 * @param name as the owner's computer calls it; no path
 * @param size bytes
 * @param sha256 of the content, lower-case hex
 */
record AnnouncedFile(String name, AssetType type, long size, String sha256) {

    /** Control characters and invisible ones, among them those that turn the direction of what follows. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    AnnouncedContent content() {
        return new AnnouncedContent(type.mediaType(), size, sha256);
    }

    /** Makes a browser store the file under a harmless name, rather than show it. */
    String disposition() {
        String visible = INVISIBLE.matcher(name).replaceAll("_");
        return ContentDisposition.attachment()
                .filename(type.named(visible), StandardCharsets.UTF_8)
                .build()
                .toString();
    }
}
