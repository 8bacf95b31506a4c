package dev.claviger.sync.rotating;

import dev.claviger.sync.connection.ConnectionDoor;
import dev.claviger.sync.rotationtarget.RotationTarget.At;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where rotations do their work. */
@ApplicationScoped
class Places {
    private final ConnectionDoor connections;

    Places(ConnectionDoor connections) {
        this.connections = connections;
    }

    /** For something that is done with a credential. Fails with {@link OtherPlace}. */
    Uni<At> at(SecretRotation rotation, Credential credential) {
        return at(rotation).invoke(at -> {
            if (credential.place() != null && !credential.place().equals(at.place())) {
                throw new OtherPlace();
            }
        });
    }

    Uni<At> at(SecretRotation rotation) {
        @Nullable UUID connectionId = rotation.connectionId();
        return connectionId == null
                ? Uni.createFrom().item(new At(null, rotation.parameters()))
                : connections
                        .stored(rotation.orgId(), connectionId)
                        .map(connection -> new At(connection, rotation.parameters()));
    }
}
