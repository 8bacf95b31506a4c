package dev.claviger.kernel.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.claviger.kernel.Failure;
import io.quarkus.logging.Log;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The only place that turns a failure into a status. Unexpected ones are logged once, with the request id, and say nothing. */
public final class ErrorMapper {

    /** Ours: the message is meant for the caller. */
    @ServerExceptionMapper
    public RestResponse<ApiError> refused(Failure failure, RoutingContext context) {
        int status = Statuses.of(failure.kind());
        String name = Statuses.name(failure.kind());
        ApiError body =
                new ApiError(RequestId.of(context), status, failure.text(), name, failure.details(), failure.context());
        return respond(status, body);
    }

    /** Rules of a single request, all issues at once. */
    @ServerExceptionMapper
    public RestResponse<ApiError> invalid(InvalidInput input, RoutingContext context) {
        return respond(context, 422, Statuses.name(422), input.issues(), null);
    }

    /** JSON of the wrong shape is a 422 that names the field; a body that is no object at all is a 400. */
    @ServerExceptionMapper
    public RestResponse<ApiError> unfit(MismatchedInputException mismatch, RoutingContext context) {
        return unreadable(mismatch, context);
    }

    /** Broken JSON; the answer does not repeat it. */
    @ServerExceptionMapper
    public RestResponse<ApiError> unreadable(JsonProcessingException broken, RoutingContext context) {
        return !isSyntax(broken)
                        && broken instanceof JsonMappingException misfit
                        && !misfit.getPath().isEmpty()
                ? respond(context, 422, Statuses.name(422), List.of(wrongType(misfit)), null)
                : respond(context, 400, Statuses.name(400), "The body is not the JSON object that was expected.", null);
    }

    /** The framework's own refusals: unknown route, wrong method, wrong media type, body too large. */
    @ServerExceptionMapper
    public RestResponse<ApiError> refused(WebApplicationException refusal, RoutingContext context) {
        if (refusal.getCause() instanceof JsonProcessingException broken) {
            return unreadable(broken, context);
        }
        int status = refusal.getResponse().getStatus();
        if (status >= 500) {
            return broken(refusal, context);
        }
        return respond(context, status, Statuses.name(status), Statuses.text(status), null);
    }

    /**
     * Everything else is a dependency that is away, or a defect of ours. What comes after the request was given up was told of
     * then.
     */
    @ServerExceptionMapper
    public RestResponse<ApiError> broken(Throwable defect, RoutingContext context) {
        if (defect instanceof CompletionException wrapped && wrapped.getCause() instanceof Failure failure) {
            return refused(failure, context);
        }
        if (Outages.isOutage(defect)) {
            Log.warnf("dependency away reqId=%s cause=%s", RequestId.of(context), Causes.names(defect));
            return respond(context, 503, Statuses.name(503), Statuses.text(503), null);
        }
        if (context.response().ended()) {
            Log.debugf("failed after the answer reqId=%s cause=%s", RequestId.of(context), Causes.names(defect));
        } else {
            Log.errorf("request failed reqId=%s cause=%s", RequestId.of(context), Causes.describe(defect));
        }
        return respond(context, 500, Statuses.name(500), Statuses.UNEXPECTED, null);
    }

    private static boolean isSyntax(Throwable failure) {
        return Causes.chain(failure)
                .anyMatch(cause -> cause instanceof StreamReadException && !(cause instanceof InputCoercionException));
    }

    private static Issue wrongType(JsonMappingException misfit) {
        List<String> path = misfit.getPath().stream()
                .map(step -> step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                .toList();
        @Nullable
        Class<?> target = misfit instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        return new Issue(
                "invalid_type", path, "Expected " + (target == null ? "another value" : Causes.jsonType(target)));
    }

    private static RestResponse<ApiError> respond(
            RoutingContext context, int status, String name, Object message, @Nullable Object details) {
        return respond(status, new ApiError(RequestId.of(context), status, message, name, details, null));
    }

    private static RestResponse<ApiError> respond(int status, ApiError body) {
        RestResponse.ResponseBuilder<ApiError> answer = RestResponse.ResponseBuilder.<ApiError>create(status)
                .entity(body)
                .type(MediaType.APPLICATION_JSON_TYPE);
        return (status == 503 ? answer.header("Retry-After", 1) : answer).build();
    }
}
