package dev.claviger.kernel.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.QueryStringDecoder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a form-encoded body into the same record as the JSON body; some clients send their logins so (http-api.md 1.1).
 *
 * <p>A field that is given more than once counts with its first value.
 */
@Provider
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class FormReader implements MessageBodyReader<Object> {
    private static final int MAX_FIELDS = 64;

    private final ObjectMapper mapper;

    FormReader(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        Map<String, String> fields = new HashMap<>();
        String form = new String(body.readAllBytes(), UTF_8);
        new QueryStringDecoder(form, UTF_8, false, MAX_FIELDS)
                .parameters()
                .forEach((name, values) -> fields.put(name, values.getFirst()));
        return mapper.readValue(mapper.writeValueAsBytes(fields), type);
    }
}
