package dev.claviger.sync.rotationtarget;

import dev.claviger.sync.connection.Connection;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** What a kind of rotation does at its target. All of it may be done twice. */
public interface RotationTarget {

    /**
     * Where something is rotated.
     *
     * @param connection null for kinds without one
     */
    record At(@Nullable Connection connection, RotationParameters parameters) {

        /** One spelling of it; null for kinds without a connection. */
        public @Nullable String place() {
            return connection == null ? null : connection.place();
        }
    }

    /** Draws a new credential, and tells nobody. */
    Generated draw(RotationParameters parameters, int slot);

    /**
     * Puts it into force at the target. Whatever was in the slot before ends with it, unless {@link RotationKind#isMadeByTarget}. Fails with
     * a text for administrators.
     *
     * @return the credential, with whatever the target has added
     */
    Uni<Generated> set(At at, Generated fresh);

    /** Uses it as a consumer would. Fails with {@link NotProved} when the target does not take it. */
    Uni<Void> prove(At at, Generated fresh);

    /** Makes it useless, without another one in its place. */
    Uni<Void> revoke(At at, Generated old);

    /** Asks the target whether it still takes it. */
    Uni<Boolean> isTaken(At at, Generated old);
}
