package dev.hoard.gateway.routing;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses a body that is announced larger than the limit before a byte of it is read, and cuts one off that grows beyond
 * it unannounced. Nothing is buffered.
 */
final class BodyLimitFilter implements GatewayFilter, Ordered {

    private final long limit;

    BodyLimitFilter(DataSize limit) {
        this.limit = limit.toBytes();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if (headers.getContentLength() > limit) {
            return Mono.error(tooLarge());
        }
        if (!headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
            return chain.filter(exchange);
        }
        ServerHttpRequest counted = new CountedRequest(exchange.getRequest());
        return chain.filter(exchange.mutate().request(counted).build());
    }

    @Override
    public int getOrder() {
        return 0;
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                Problem.of(ProblemType.TOO_LARGE, "The body is larger than the " + limit + " bytes this path takes.")
                        .with("limitBytes", limit));
    }

    private final class CountedRequest extends ServerHttpRequestDecorator {

        private final AtomicLong read = new AtomicLong();

        CountedRequest(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return super.getBody().handle((chunk, sink) -> {
                if (read.addAndGet(chunk.readableByteCount()) > limit) {
                    DataBufferUtils.release(chunk);
                    sink.error(tooLarge());
                    return;
                }
                sink.next(chunk);
            });
        }
    }
}
