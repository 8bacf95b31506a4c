package dev.claviger.sync.dynamicsecret;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.sync.sqllogin.SqlAccount;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.UUID;

/** Seals inputs as a whole under the root key ring, each bound to its place. */
@ApplicationScoped
public class InputsSeal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RootRing ring;

    InputsSeal(RootRing ring) {
        this.ring = ring;
    }

    Uni<Buffer> seal(UUID id, Inputs inputs) {
        return ring.wrap(text(inputs).reveal().getBytes(UTF_8), context(id)).map(Buffer::buffer);
    }

    Uni<Inputs> open(UUID id, Buffer sealed) {
        return ring.unwrap(sealed.getBytes(), context(id)).map(InputsSeal::inputs);
    }

    /** What the sealed bytes are bound to. */
    public static String context(UUID id) {
        return "dynamic secret inputs " + id;
    }

    private static Secret text(Inputs inputs) {
        try {
            return Secret.of(JSON.writeValueAsString(InputsView.of(inputs)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("inputs cannot be written");
        }
    }

    private static Inputs inputs(byte[] text) {
        try {
            InputsView stored = JSON.readValue(text, InputsView.class);
            return new Inputs(
                    new SqlAccount(
                            stored.host(),
                            stored.port(),
                            stored.database(),
                            stored.username(),
                            Secret.of(stored.password()),
                            stored.ca() == null ? "" : stored.ca(),
                            stored.sslEnabled()),
                    stored.creationStatement(),
                    stored.revocationStatement(),
                    stored.renewStatement() == null ? "" : stored.renewStatement(),
                    stored.passwordRequirements());
        } catch (IOException broken) {
            throw new IllegalStateException("sealed inputs are not what we seal");
        }
    }
}
