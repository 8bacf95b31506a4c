package dev.claviger.audit.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.audit.query.AuditLog;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Renders entries. What fits is never touched: CloudEvents stay the bytes that the log commits to. */
@ApplicationScoped
public class Formats {
    private static final ObjectMapper PLAIN = new ObjectMapper();
    private static final ObjectMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final ObjectMapper api;

    Formats(ObjectMapper api) {
        this.api = api;
    }

    public Rendered render(Format format, LoggedEntry entry, Limit limit) {
        boolean asSent =
                format == Format.CLOUDEVENTS && !limit.ascii() && entry.bytes().length() <= limit.bytes();
        return new Rendered(entry, asSent ? entry.bytes() : fitting(format, entry, limit));
    }

    private Buffer fitting(Format format, LoggedEntry entry, Limit limit) {
        ObjectMapper writer = limit.ascii() ? ASCII : PLAIN;
        ObjectNode object = object(format, entry);
        byte[] whole = write(writer, object);
        if (whole.length <= limit.bytes()) {
            return Buffer.buffer(whole);
        }
        mark(format, object, whole.length);
        return Buffer.buffer(Shortening.fit(object, limit.bytes(), writer));
    }

    private ObjectNode object(Format format, LoggedEntry entry) {
        return switch (format) {
            case NATIVE -> api.valueToTree(AuditLog.of(entry.found()));
            case CLOUDEVENTS -> parse(entry.bytes());
            case OCSF -> Ocsf.of(entry);
            case ECS -> Ecs.of(entry);
        };
    }

    /** Where each format has room for it. */
    private static void mark(Format format, ObjectNode object, int size) {
        switch (format) {
            case NATIVE -> object.put("truncated", true).put("originalBytes", size);
            case CLOUDEVENTS -> object.put("truncated", true).put("originalbytes", size);
            case OCSF ->
                object.withObject("/metadata").put("is_truncated", true).put("untruncated_size", size);
            case ECS -> object.withObject("/claviger").put("truncated", true).put("original_bytes", size);
        }
    }

    private static ObjectNode parse(Buffer bytes) {
        try {
            return (ObjectNode) PLAIN.readTree(bytes.getBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException("the trail takes JSON objects only", impossible);
        }
    }

    static byte[] write(ObjectMapper writer, ObjectNode object) {
        try {
            return writer.writeValueAsBytes(object);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("trees can be written", impossible);
        }
    }
}
