package dev.hoard.platform.problem;

import java.net.URI;
import java.util.Locale;

/** Every kind of error a client can meet, with its HTTP status and its fixed title. */
public enum ProblemType {
    BAD_REQUEST(400, "The request cannot be understood"),
    MALFORMED_JSON(400, "The body is not well-formed JSON"),
    UNKNOWN_FIELD(400, "The body has a field that does not exist"),
    VALIDATION_FAILED(400, "The body breaks a rule"),
    INVALID_CURSOR(400, "The cursor is not one of ours"),
    UNAUTHENTICATED(401, "A valid access token is needed"),
    PREMIUM_REQUIRED(402, "This needs a premium subscription"),
    FORBIDDEN(403, "This is not allowed for your account"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The resource has no such method"),
    NOT_ACCEPTABLE(406, "The answer cannot be given in that form"),
    CONFLICT(409, "The request conflicts with the current state"),
    HEAD_MOVED(409, "The account changed meanwhile"),
    QUOTA_EXCEEDED(409, "The account has no room for this"),
    ATOMIC_PUSH_FAILED(409, "A mutation of an atomic push failed"),
    CURSOR_EXPIRED(410, "The cursor is too old: read again from nothing"),
    CONTENT_EXPIRED(410, "The content is no longer kept"),
    PRECONDITION_FAILED(412, "The document is at another revision"),
    TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has the wrong media type"),
    RANGE_NOT_SATISFIABLE(416, "The range lies outside the content"),
    MUTATION_ID_REUSED(422, "The mutation id was used for another request"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    BULK_REJECTED(422, "A document of the bulk commit breaks a rule"),
    ARCHIVE_REJECTED(422, "The archive cannot be imported"),
    UPLOAD_REJECTED(422, "The uploaded file is not what was announced"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    INTERNAL(500, "Something went wrong on our side"),
    CORRUPT(500, "Stored content failed its check"),
    UNAVAILABLE(503, "A part of the service is not available"),
    TIMEOUT(504, "A part of the service did not answer in time");

    private final int status;
    private final String title;
    private final String slug = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final URI uri = URI.create("urn:hoard:problem:" + slug);

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The name as clients see it, such as {@code head-moved}. */
    public String slug() {
        return slug;
    }

    public URI uri() {
        return uri;
    }

    /** The type an HTTP status stands for when nothing more is known. */
    public static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 402 -> PREMIUM_REQUIRED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 409 -> CONFLICT;
            case 412 -> PRECONDITION_FAILED;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 416 -> RANGE_NOT_SATISFIABLE;
            case 429 -> TOO_MANY_REQUESTS;
            case 503 -> UNAVAILABLE;
            case 504 -> TIMEOUT;
            default -> status >= 500 ? INTERNAL : BAD_REQUEST;
        };
    }
}
