package dev.claviger.sync.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.plan.Exposure;
import dev.claviger.sync.plan.PresentVariable;
import dev.claviger.sync.plan.VariableId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A variable as it was, as bytes to be sealed. */
final class Before {
    private Before() {}

    static byte[] bytes(PresentVariable variable) {
        Secret value = variable.value();
        Exposure exposure = variable.exposure();
        return new JsonObject()
                .put("value", value == null ? null : value.reveal())
                .put("file", exposure.file())
                .put("guarded", exposure.guarded())
                .put("masked", exposure.masked())
                .put("hidden", exposure.hidden())
                .put("raw", exposure.raw())
                .put("description", variable.description())
                .encode()
                .getBytes(UTF_8);
    }

    static PresentVariable of(VariableId id, byte[] bytes) {
        JsonObject old = new JsonObject(Buffer.buffer(bytes));
        String value = old.getString("value");
        return new PresentVariable(
                id,
                value == null ? null : Secret.of(value),
                new Exposure(
                        old.getBoolean("file"),
                        old.getBoolean("guarded"),
                        old.getBoolean("masked"),
                        old.getBoolean("hidden"),
                        old.getBoolean("raw")),
                old.getString("description"));
    }
}
