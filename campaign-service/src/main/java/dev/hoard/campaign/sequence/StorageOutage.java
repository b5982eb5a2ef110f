package dev.hoard.campaign.sequence;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import dev.hoard.platform.observability.Traces;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemJson;
import dev.hoard.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * What a client is told while the database cannot be reached or changes its primary: try again. Whether a write was done is
 * then not known here; sent again under its mutation id it is done once.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StorageOutage {

    private static final Logger LOG = LoggerFactory.getLogger(StorageOutage.class);
    private static final Duration TRY_AGAIN_IN = Duration.ofSeconds(2);

    private final Traces traces;

    StorageOutage(Traces traces) {
        this.traces = traces;
    }

    @ExceptionHandler({
        MongoSocketException.class,
        MongoTimeoutException.class,
        MongoNotPrimaryException.class,
        MongoNodeIsRecoveringException.class,
        MongoConnectionPoolClearedException.class,
        MongoWriteConcernException.class
    })
    ResponseEntity<byte[]> unavailable(Exception failure, HttpServletRequest request) {
        LOG.warn("The database did not answer: {}", failure.toString());
        Problem problem = Problem.of(ProblemType.UNAVAILABLE, "The database cannot be reached at the moment.")
                .retryAfter(TRY_AGAIN_IN);
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.type().status())
                .contentType(MediaType.parseMediaType(ProblemJson.MEDIA_TYPE));
        problem.headers().forEach(answer::header);
        return answer.body(ProblemJson.render(problem, request.getRequestURI(), traces.currentTraceId()));
    }
}
