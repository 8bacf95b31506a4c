package dev.claviger.kernel.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An empty body, or the JSON {@code null}, counts as the empty object (http-api.md 1.1): the rules of the request then name what is
 * missing, and no resource meets a null.
 */
@Provider
public class AbsentBody implements ReaderInterceptor {
    private static final String EMPTY_OBJECT = "{}";

    private final Instance<ObjectMapper> mapper;

    /** Takes the mapper later: interceptors exist before the configuration that the mapper needs. */
    AbsentBody(Instance<ObjectMapper> mapper) {
        this.mapper = mapper;
    }

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        @Nullable Object body = context.proceed();
        return body == null && context.getType().isRecord()
                ? mapper.get().readValue(EMPTY_OBJECT, context.getType())
                : body;
    }
}
