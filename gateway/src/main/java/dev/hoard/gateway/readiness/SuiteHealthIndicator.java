package dev.hoard.gateway.readiness;

import dev.hoard.platform.client.ServiceName;
import dev.hoard.platform.client.ServicesProperties;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * Up when all four services say that they are ready. They are asked in the background, so that a question about the suite
 * is answered at once and a thousand of them cost the services nothing.
 */
@Component("suite")
final class SuiteHealthIndicator implements HealthIndicator, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SuiteHealthIndicator.class);
    private static final String PATH = "/actuator/health/readiness";
    private static final int OK = 200;

    private final Map<ServiceName, URI> services;
    private final ReadinessProperties properties;
    private final HttpClient http;
    private final Map<ServiceName, Boolean> ready = new ConcurrentHashMap<>();
    private volatile @Nullable Disposable rounds;

    SuiteHealthIndicator(ServicesProperties services, ReadinessProperties properties) {
        this.services = new EnumMap<>(Map.of(
                ServiceName.CAMPAIGN, services.campaign(),
                ServiceName.SYNC, services.sync(),
                ServiceName.BACKUP, services.backup(),
                ServiceName.EXPORT, services.export()));
        this.properties = properties;
        this.http = HttpClient.create().responseTimeout(properties.patience());
    }

    @Override
    public Health health() {
        Health.Builder health =
                services.keySet().stream().allMatch(this::isReady) ? Health.up() : Health.outOfService();
        services.keySet().forEach(service -> health.withDetail(title(service), isReady(service)));
        return health.build();
    }

    @Override
    public void start() {
        rounds = Flux.interval(Duration.ZERO, properties.every())
                .onBackpressureDrop()
                .concatMap(tick -> askAll(), 1)
                .subscribe();
    }

    @Override
    public void stop() {
        Disposable running = rounds;
        if (running != null) {
            running.dispose();
            rounds = null;
        }
    }

    @Override
    public boolean isRunning() {
        return rounds != null;
    }

    private static String title(ServiceName service) {
        return service.name().toLowerCase(Locale.ROOT) + "-service";
    }

    private boolean isReady(ServiceName service) {
        return ready.getOrDefault(service, false);
    }

    private Mono<Void> askAll() {
        return Flux.fromIterable(services.entrySet())
                .flatMap(service -> ask(service.getValue()).doOnNext(answer -> note(service.getKey(), answer)))
                .then();
    }

    private Mono<Boolean> ask(URI service) {
        return http.get()
                .uri(service.resolve(PATH))
                .responseSingle(
                        (response, body) -> body.thenReturn(response.status().code() == OK))
                .timeout(properties.patience())
                .onErrorReturn(false);
    }

    private void note(ServiceName service, boolean answer) {
        Boolean before = ready.put(service, answer);
        if (before == null || before != answer) {
            LOG.info("{} is {}", title(service), answer ? "ready" : "not ready");
        }
    }
}
