package dev.hoard.campaign.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hoard.campaign.document.DocumentText;
import dev.hoard.platform.storage.PresignedRequest;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An asset as its owner sees it.
 *
 * @param state {@code pending} or {@code ready}
 * @param expiresAt of a pending one: when it is too late to complete it
 * @param upload how to send the file
 * @param download how to fetch it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AssetView(
        UUID id,
        String fileName,
        String contentType,
        long size,
        String sha256,
        String state,
        String createdAt,
        @Nullable String expiresAt,
        @Nullable String completedAt,
        @Nullable Way upload,
        @Nullable Way download) {

    /** A request to S3, signed for whoever has it. */
    record Way(String method, String url, Map<String, String> headers, String expiresAt) {

        static Way of(PresignedRequest request) {
            return new Way(
                    request.method(),
                    request.url().toString(),
                    request.headers(),
                    DocumentText.instant(request.expiresAt()));
        }
    }

    static AssetView of(Asset asset) {
        return of(asset, null, null);
    }

    static AssetView toUpload(Asset asset, PresignedRequest upload) {
        return of(asset, Way.of(upload), null);
    }

    static AssetView toDownload(Asset asset, PresignedRequest download) {
        return of(asset, null, Way.of(download));
    }

    private static AssetView of(Asset asset, @Nullable Way upload, @Nullable Way download) {
        AnnouncedFile file = asset.file();
        return new AssetView(
                asset.id(),
                file.name(),
                file.type().mediaType(),
                file.size(),
                file.sha256(),
                asset.state().name().toLowerCase(Locale.ROOT),
                DocumentText.instant(asset.createdAt()),
                asset.ready() ? null : DocumentText.instant(asset.expiresAt()),
                asset.completedAt() == null ? null : DocumentText.instant(asset.completedAt()),
                upload,
                download);
    }
}
