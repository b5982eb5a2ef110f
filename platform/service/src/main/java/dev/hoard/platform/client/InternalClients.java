package dev.hoard.platform.client;

import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.ServiceTokens;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Clients of the other services' internal ports: they show a service token, carry the trace on, and speak in problems,
 * {@link ProblemType#UNAVAILABLE} when no answer comes.
 */
public final class InternalClients {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(30);

    /** A body of any size takes its time; this only ends an exchange that nobody will end. */
    private static final Duration STREAM = Duration.ofMinutes(10);

    private final Map<ServiceName, RestClient> clients = new EnumMap<>(ServiceName.class);
    private final Map<ServiceName, RestClient> streams = new EnumMap<>(ServiceName.class);

    public InternalClients(RestClient.Builder builder, ServicesProperties services, ServiceTokens tokens) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(READ);
        JdkClientHttpRequestFactory streaming = new JdkClientHttpRequestFactory(http);
        streaming.setReadTimeout(STREAM);
        for (ServiceName service : ServiceName.values()) {
            clients.put(
                    service,
                    builder.clone()
                            .requestFactory(requests)
                            .baseUrl(services.internalOf(service).toString())
                            .requestInterceptor((request, body, execution) -> {
                                request.getHeaders().set(HttpHeaders.AUTHORIZATION, "Bearer " + tokens.mint());
                                try {
                                    return execution.execute(request, body);
                                } catch (IOException e) {
                                    throw ProblemException.unavailable(name(service) + " cannot be reached.", e);
                                }
                            })
                            .defaultStatusHandler(status -> status.isError(), (request, response) -> {
                                throw problem(service, response);
                            })
                            .build());
            streams.put(
                    service,
                    builder.clone()
                            .requestFactory(streaming)
                            .baseUrl(services.internalOf(service).toString())
                            .requestInitializer(request -> request.getHeaders().setBearerAuth(tokens.mint()))
                            .defaultStatusHandler(status -> status.isError(), (request, response) -> {
                                throw problem(service, response);
                            })
                            .build());
        }
    }

    /**
     * A client for bodies of any size, in either direction: it buffers nothing, and waits ten minutes for an exchange. That
     * no answer comes shows as Spring's {@code ResourceAccessException}, since a body of the caller's may be the reason.
     */
    public RestClient streaming(ServiceName service) {
        RestClient client = streams.get(service);
        if (client == null) {
            throw new IllegalStateException("no client for " + service);
        }
        return client;
    }

    public RestClient to(ServiceName service) {
        RestClient client = clients.get(service);
        if (client == null) {
            throw new IllegalStateException("no client for " + service);
        }
        return client;
    }

    /** What an error answer of another service means here; for callers that read a response by {@code exchange}. */
    public static ProblemException problem(ServiceName service, ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        JsonNode body = read(response);
        String slug = body.path("type").asString("").replace("urn:hoard:problem:", "");
        ProblemType type = find(slug, status);
        Problem problem = Problem.of(type, body.path("detail").asString(name(service) + " answered " + status + "."))
                .withErrors(errors(body));
        String retryAfter = response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER);
        return new ProblemException(retryAfter == null ? problem : problem.withHeader("Retry-After", retryAfter));
    }

    private static ProblemType find(String slug, int status) {
        for (ProblemType type : ProblemType.values()) {
            if (type.slug().equals(slug) && type.status() == status) {
                return type;
            }
        }
        return ProblemType.ofStatus(status);
    }

    private static List<FieldProblem> errors(JsonNode body) {
        List<FieldProblem> errors = new ArrayList<>();
        for (JsonNode error : body.path("errors")) {
            errors.add(new FieldProblem(
                    error.path("pointer").asString(""),
                    error.path("code").asString(""),
                    error.path("message").asString("")));
        }
        return errors;
    }

    private static JsonNode read(ClientHttpResponse response) throws IOException {
        try {
            return StrictJson.mapper().readTree(response.getBody().readAllBytes());
        } catch (JacksonException e) {
            return StrictJson.mapper().createObjectNode();
        }
    }

    private static String name(ServiceName service) {
        return service == ServiceName.GATEWAY ? "gateway" : service.name().toLowerCase(Locale.ROOT) + "-service";
    }
}
