package dev.claviger.kernel.caller;

import io.smallrye.mutiny.Uni;
import java.security.PublicKey;
import java.util.Optional;

/** Where the public keys of access tokens come from: auth-service has them, the other services fetch them. */
public interface TokenKeys {

    /** Finds the key with this id; empty when the issuer does not know it. Fails with {@link KeysUnavailable} when nobody can be asked. */
    Uni<Optional<PublicKey>> find(String keyId);
}
