package dev.hoard.export.suite;

import dev.hoard.export.ExportServiceApplication;
import dev.hoard.localstack.testing.WithLocalStack;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

/** The whole service on real MongoDB, Kafka and S3, with {@link SuiteStandIn} for the other services. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithLocalStack
@SpringBootTest(
        classes = {ExportServiceApplication.class, IntegrationTest.Settings.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        // Small bounds, so that going beyond them is cheap.
        properties = {
            "hoard.internal.port=0",
            "hoard.security.service-key=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "hoard.job.pause=20ms",
            "hoard.export.kept=4",
            "hoard.import.upload=3MB",
            "hoard.import.unpacked=4MB",
            "hoard.import.documents=2000",
            "hoard.import.scratch=target/scratch"
        })
@ContextConfiguration(initializers = IntegrationTest.Suite.class)
public @interface IntegrationTest {

    /** Tells the service where the stand-ins are. */
    final class Suite implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            String url = SuiteStandIn.shared().url();
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "suite",
                            Map.of(
                                    "hoard.services.gateway", url,
                                    "hoard.services.internal.gateway", url,
                                    "hoard.services.internal.campaign", url,
                                    "hoard.services.internal.backup", url)));
        }
    }

    /** What tests must be able to steer. */
    @TestConfiguration(proxyBeanMethods = false)
    class Settings {

        @Bean
        SettableClock clock() {
            return new SettableClock();
        }
    }
}
