package dev.hoard.localstack.launcher;

import dev.hoard.localstack.infrastructure.Infrastructure;
import dev.hoard.localstack.infrastructure.S3Access;
import dev.hoard.localstack.infrastructure.Workspace;
import dev.hoard.localstack.process.ChildCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each service is told: addresses on its command line, secrets by its environment. */
final class ServiceCommand {

    private final Workspace workspace;
    private final Infrastructure infrastructure;
    private final Ports ports;
    private final String serviceKey;
    private final Administrator administrator;

    ServiceCommand(
            Workspace workspace,
            Infrastructure infrastructure,
            Ports ports,
            String serviceKey,
            Administrator administrator) {
        this.workspace = workspace;
        this.infrastructure = infrastructure;
        this.ports = ports;
        this.serviceKey = serviceKey;
        this.administrator = administrator;
    }

    ChildCommand toServe(App app) {
        List<String> flags = new ArrayList<>();
        if (app.isTrained()) {
            flags.add("-XX:AOTCache=" + app.cache());
        }
        return command(app, app.service().title, flags);
    }

    /** A start that ends when everything is wired, and writes what the machine learned from it. */
    ChildCommand toTrain(App app) {
        List<String> flags = List.of("-XX:AOTCacheOutput=" + app.cache(), "-Dspring.context.exit=onRefresh");
        return command(app, app.service().title + "-training", flags);
    }

    private ChildCommand command(App app, String name, List<String> flags) {
        Service service = app.service();
        List<String> line = new ArrayList<>(List.of(
                Java.program(),
                "-Xmx" + service.heapMebibytes + "m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        line.addAll(flags);
        line.addAll(List.of("-jar", app.extractedJar().toString(), "--spring.profiles.active=local"));
        settings(service).forEach((property, value) -> line.add("--" + property + "=" + value));
        return new ChildCommand(name, line, secrets(service), workspace.log(name));
    }

    private Map<String, String> settings(Service service) {
        Map<String, String> settings = new HashMap<>();
        settings.put("server.port", Integer.toString(ports.publicOf(service)));
        settings.put("server.address", "127.0.0.1");
        settings.put("hoard.internal.port", Integer.toString(ports.internalOf(service)));
        for (Service other : Service.values()) {
            settings.put("hoard.services." + other.title, ports.urlOf(other));
            settings.put("hoard.services.internal." + other.title, ports.internalUrlOf(other));
        }
        if (service != Service.GATEWAY) {
            settings.put("hoard.security.jwks-uri", ports.urlOf(Service.GATEWAY) + "/.well-known/jwks.json");
        }
        settings.put("hoard.kafka.bootstrap-servers", infrastructure.kafka().address());
        S3Access s3 = infrastructure.s3().address();
        settings.put("hoard.s3.endpoint", s3.endpoint());
        settings.put("hoard.s3.region", s3.region());
        settings.put("hoard.s3.server-side-encryption", Boolean.toString(s3.serverSideEncryption()));
        return settings;
    }

    private Map<String, String> secrets(Service service) {
        S3Access s3 = infrastructure.s3().address();
        Map<String, String> secrets = new HashMap<>();
        secrets.put("HOARD_SECURITY_SERVICEKEY", serviceKey);
        secrets.put("HOARD_S3_ACCESSKEY", s3.accessKey());
        secrets.put("HOARD_S3_SECRETKEY", s3.secretKey());
        // A configured address may carry a password.
        secrets.put("HOARD_MONGODB_URI", infrastructure.mongo().address());
        if (service == Service.GATEWAY) {
            secrets.put("HOARD_ADMIN_EMAIL", administrator.email());
            secrets.put("HOARD_ADMIN_PASSWORD", administrator.password());
        }
        return secrets;
    }
}
