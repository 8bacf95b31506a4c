package dev.claviger.auth.method;

import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** A login method that can play a login through without logging anybody in: what decides there explains here. */
public interface Rehearsal {
    Method<?> method();

    /** What a login with this token would meet. It takes the right to change the configuration. */
    Uni<Explanation> rehearse(UUID identityId, Secret token);
}
