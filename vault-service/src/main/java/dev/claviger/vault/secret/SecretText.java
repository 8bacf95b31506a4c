package dev.claviger.vault.secret;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.claviger.kernel.Secret;
import java.io.IOException;

/** Reads a JSON text straight into a {@link Secret}. */
public final class SecretText extends StdDeserializer<Secret> {
    public SecretText() {
        super(Secret.class);
    }

    @Override
    public Secret deserialize(JsonParser json, DeserializationContext context) throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING
                ? Secret.of(json.getText())
                : (Secret) context.handleUnexpectedToken(String.class, json);
    }
}
