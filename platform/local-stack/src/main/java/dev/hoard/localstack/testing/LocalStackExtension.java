package dev.hoard.localstack.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

/** Both callbacks, because with one test instance per class the instance, and Spring's context, come first. */
final class LocalStackExtension implements BeforeAllCallback, TestInstancePreConstructCallback {

    /** How long a test waits for what must come: long, since machines are busy and it costs only where a test fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public void beforeAll(ExtensionContext context) {
        start(context);
    }

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factoryContext, ExtensionContext context) {
        start(context);
    }

    private static void start(ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
        AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), WithLocalStack.class, context.getEnclosingTestClasses())
                .ifPresent(annotation -> LocalStack.shared().publish(annotation.value()));
    }
}
