package dev.hoard.campaign.asset;

import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.storage.ObjectNotFoundException;
import dev.hoard.platform.storage.ObjectStorage;
import dev.hoard.platform.storage.PresignedRequest;
import dev.hoard.platform.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;

/** The assets' files, which clients move to and from S3 themselves. */
final class AssetObjects {

    private final ObjectStorage storage;

    AssetObjects(ObjectStorage storage) {
        this.storage = storage;
    }

    PresignedRequest upload(Asset asset, Duration validity) {
        return storage.presignPut(asset.key(), asset.file().content(), validity);
    }

    PresignedRequest download(Asset asset, Duration validity) {
        AnnouncedFile file = asset.file();
        return storage.presignGet(asset.key(), file.type().mediaType(), file.disposition(), validity);
    }

    /**
     * Reads the whole object, since not every server compared the announced hash with what came.
     *
     * @throws ProblemException CONFLICT if there is none yet, UPLOAD_REJECTED if it is not what was announced
     */
    void check(Asset asset) {
        try {
            StoredObject object = storage.find(asset.key()).orElseThrow(AssetObjects::nothingThere);
            if (object.size() != asset.file().size()) {
                throw rejected(List.of(
                        new FieldProblem("/size", "mismatch", "the uploaded file has " + object.size() + " bytes")));
            }
            checkContent(asset);
        } catch (ObjectNotFoundException e) {
            throw nothingThere();
        } catch (SdkException | IOException e) {
            throw unreachable(e);
        }
    }

    private void checkContent(Asset asset) throws IOException {
        AnnouncedFile file = asset.file();
        MessageDigest sha256 = sha256();
        List<FieldProblem> errors = new ArrayList<>();
        try (InputStream content = new DigestInputStream(storage.get(asset.key()), sha256)) {
            if (!file.type().beginsLike(content.readNBytes(AssetType.MAGIC_BYTES))) {
                errors.add(new FieldProblem(
                        "/contentType",
                        "mismatch",
                        "the uploaded file does not begin like " + file.type().mediaType()));
            }
            content.transferTo(OutputStream.nullOutputStream());
        }
        if (!HexFormat.of().formatHex(sha256.digest()).equals(file.sha256())) {
            errors.add(new FieldProblem("/sha256", "mismatch", "the uploaded file has another SHA-256"));
        }
        if (!errors.isEmpty()) {
            throw rejected(errors);
        }
    }

    void delete(Asset asset) {
        try {
            storage.delete(asset.key());
        } catch (SdkException e) {
            throw unreachable(e);
        }
    }

    private static ProblemException nothingThere() {
        return ProblemException.of(ProblemType.CONFLICT, "Nothing has been uploaded yet.");
    }

    private static ProblemException rejected(List<FieldProblem> errors) {
        return new ProblemException(Problem.of(
                        ProblemType.UPLOAD_REJECTED,
                        "What was uploaded differs from what was announced, see errors. While the upload request is valid,"
                                + " it may be sent again.")
                .withErrors(errors));
    }

    private static ProblemException unreachable(Exception e) {
        return ProblemException.unavailable("The store of files cannot be reached at the moment.", e);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
