package dev.hoard.localstack.testing;

import dev.hoard.localstack.infrastructure.Part;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test the named servers, started once per JVM, and sets the system properties by which a service finds them
 * before a Spring context is made: {@code hoard.mongodb.uri}, {@code hoard.kafka.bootstrap-servers} and
 * {@code hoard.s3.endpoint}, {@code .access-key}, {@code .secret-key}, {@code .region},
 * {@code .server-side-encryption}. Without Spring, {@link LocalStack#shared()} tells the same.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(LocalStackExtension.class)
public @interface WithLocalStack {

    Part[] value() default {Part.MONGODB, Part.KAFKA, Part.S3};
}
