package dev.hoard.localstack.infrastructure;

/** The servers the services stand on. */
public enum Part {
    MONGODB,
    KAFKA,
    S3
}
