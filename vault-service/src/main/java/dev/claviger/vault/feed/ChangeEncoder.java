package dev.claviger.vault.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Writes changes as CloudEvents 1.0 in structured mode, and reads them. Their JSON is {@code docs/events/secret-change.schema.json}. */
public final class ChangeEncoder {
    static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ChangeEncoder() {}

    /** The bytes of the message. */
    static byte[] encode(Change change, Instant time) {
        ObjectNode message = JSON.createObjectNode();
        message.put("specversion", "1.0");
        message.put("id", change.id());
        message.put("source", "/claviger/vault-service");
        message.put("type", "dev.claviger.secret-change");
        message.put("time", time.toString());
        message.put("datacontenttype", "application/json");
        message.put("dataschema", "urn:claviger:secret-change:1");
        message.put("partitionkey", change.projectId().toString());
        message.set("data", JSON.valueToTree(change));
        return bytes(message);
    }

    /** The change of a message; throws {@link IllegalArgumentException} for anything else. */
    public static Change decode(byte[] message) {
        try {
            return JSON.treeToValue(JSON.readTree(message).path("data"), Change.class);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("not a change", unreadable);
        }
    }

    private static byte[] bytes(ObjectNode message) {
        try {
            return JSON.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }
}
