package dev.hoard.gateway.testing;

import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

/** A test of the whole gateway: real MongoDB and Kafka, real HTTP on both ports, and four small HTTP servers behind it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithLocalStack({Part.MONGODB, Part.KAFKA})
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "hoard.internal.port=0",
            "hoard.security.service-key=dGVzdHMtdXNlLWEta2V5LW9mLXRoaXJ0eS10d28tYnl0ZXM=",
            "hoard.admin.email=admin@hoard.test",
            "hoard.admin.password=the-admin-of-the-tests"
        })
@ActiveProfiles("test")
@ContextConfiguration(initializers = FakeServices.class)
public @interface GatewayTest {}
