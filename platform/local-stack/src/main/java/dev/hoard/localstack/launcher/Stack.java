package dev.hoard.localstack.launcher;

import dev.hoard.localstack.infrastructure.Infrastructure;
import dev.hoard.localstack.infrastructure.Keys;
import dev.hoard.localstack.infrastructure.Workspace;
import dev.hoard.localstack.launcher.StackState.Server;
import dev.hoard.localstack.process.Child;
import dev.hoard.localstack.process.Children;
import dev.hoard.localstack.process.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole product on this machine, infrastructure and services, in one process's hands. */
final class Stack implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration TRAINED_WITHIN = Duration.ofMinutes(5);

    private final Path project;
    private final Workspace workspace;
    private final Progress progress;
    private final Consumer<List<Server>> changed;
    private final Children children;
    private final Infrastructure infrastructure;
    private final Ports ports;
    private final Administrator administrator;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, Running> watched = new ConcurrentHashMap<>();
    private final Map<String, Server> servers = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /** Nothing runs yet, and what a killed predecessor left is stopped. */
    Stack(Path project, Workspace workspace, Progress progress, Consumer<List<Server>> changed) {
        this.project = project;
        this.workspace = workspace;
        this.progress = progress;
        this.changed = changed;
        this.children = Infrastructure.childrenOf(workspace);
        this.infrastructure = new Infrastructure(workspace, children, progress::say);
        this.ports = new Ports(workspace);
        this.administrator = Administrator.keptIn(workspace.keys());
    }

    /** Starts what does not run, and returns when all is ready. */
    synchronized void bringUp() {
        SideBySide.run(List.of(this::bringUpMongo, this::bringUpKafka, this::bringUpS3));
        List<App> missing = Stream.of(Service.values())
                .filter(service -> !isAlive(service.title))
                .map(service -> App.built(service, project))
                .toList();
        var commands = new ServiceCommand(workspace, infrastructure, ports, serviceKey(), administrator);
        List<App> untrained = missing.stream().filter(app -> !app.isTrained()).toList();
        if (!untrained.isEmpty()) {
            progress.say("Training %d services for a fast start, once per build".formatted(untrained.size()));
            SideBySide.run(untrained.stream()
                    .<Runnable>map(app -> () -> train(app, commands))
                    .toList());
        }
        SideBySide.run(missing.stream()
                .<Runnable>map(app -> () -> bringUp(app, commands))
                .toList());
    }

    String gatewayUrl() {
        return ports.urlOf(Service.GATEWAY);
    }

    Administrator administrator() {
        return administrator;
    }

    String mongo() {
        return infrastructure.mongo().address();
    }

    String internalUrl(String name) {
        return Stream.of(Service.values())
                .filter(service -> service.title.equals(name))
                .map(ports::internalUrlOf)
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("No service: " + name));
    }

    /** {@code kill -9}; returns when the process is gone. */
    void kill(String name) {
        Running server = watched.get(name);
        if (server == null) {
            throw new IllegalArgumentException("Not running: " + name);
        }
        server.kill();
    }

    String welcome() {
        return """

                Hoard is ready: %s
                Log in as %s with the password %s""".formatted(gatewayUrl(), administrator.email(), administrator.password());
    }

    /** Stops all, the last started first. */
    @Override
    public void close() {
        stopping = true;
        infrastructure.close();
        http.close();
    }

    private void bringUpMongo() {
        var mongo = infrastructure.mongo();
        isUp("mongodb", mongo.where(), mongo.server(), withoutPassword(mongo.address()), null);
    }

    private void bringUpKafka() {
        var kafka = infrastructure.kafka();
        isUp("kafka", kafka.where(), kafka.server(), kafka.address(), null);
    }

    private void bringUpS3() {
        var s3 = infrastructure.s3();
        isUp("s3", s3.where(), s3.server(), s3.address().endpoint(), null);
    }

    private void train(App app, ServiceCommand commands) {
        if (!app.isExtracted()) {
            app.extract();
        }
        Child training = children.start(commands.toTrain(app));
        try {
            if (training.awaitEnd(TRAINED_WITHIN) == 0) {
                app.markTrained();
                progress.say("  %s is trained".formatted(app.service().title));
                return;
            }
            progress.say("  %s could not be trained and will start slowly: %s"
                    .formatted(app.service().title, training.log()));
        } finally {
            children.stop(training);
        }
    }

    private void bringUp(App app, ServiceCommand commands) {
        Service service = app.service();
        Child child = children.startReady(commands.toServe(app), READY_WITHIN, () -> answersReady(service));
        isUp(service.title, "native", child, ports.urlOf(service), ports.internalUrlOf(service));
        if (ports.publicOf(service) != service.usualPort) {
            progress.say("  its usual port %d is taken by another program".formatted(service.usualPort));
        }
    }

    private boolean answersReady(Service service) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(ports.urlOf(service) + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private void isUp(String name, String where, @Nullable Running running, String url, @Nullable String internalUrl) {
        boolean news = running == null ? !servers.containsKey(name) : !running.equals(watched.put(name, running));
        if (!news) {
            return;
        }
        publish(name, Server.of(name, where, running, url, internalUrl));
        progress.say("%-8s is ready at %s (%s)".formatted(name, url, where));
        if (running != null) {
            running.onDeath(death -> {
                if (!stopping) {
                    progress.say(death.report() + System.lineSeparator() + "./dev up starts it again.");
                    markDead(name, running);
                }
            });
        }
    }

    /** Unless another has taken its place meanwhile. */
    private void markDead(String name, Running dead) {
        Server server = servers.get(name);
        if (server != null && dead.equals(watched.get(name))) {
            publish(name, server.thatDied());
        }
    }

    private void publish(String name, Server server) {
        servers.put(name, server);
        changed.accept(List.copyOf(servers.values()));
    }

    private boolean isAlive(String name) {
        Running server = watched.get(name);
        return server != null && server.isAlive();
    }

    String serviceKey() {
        return Keys.keptIn(
                workspace.keys().resolve("service.key"),
                () -> Base64.getEncoder().encodeToString(Keys.randomBytes(32)));
    }

    private static String withoutPassword(String uri) {
        return uri.replaceFirst("//[^/@]*@", "//");
    }
}
