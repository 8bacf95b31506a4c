package dev.claviger.auth.method;

import dev.claviger.auth.access.IdentityAction;
import dev.claviger.auth.access.Right;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * One way to log in.
 *
 * @param <S> the part of a configuration that is its own
 */
public interface Method<S> {

    /** How routes, tokens and events call it, for example {@code jwt-auth}. */
    String slug();

    /** How texts call it, followed by the word auth, for example {@code JWT}. */
    String title();

    /** What a caller must be allowed in order to see a configuration. */
    default Right readAction() {
        return IdentityAction.READ;
    }

    /** The settings that may be read by whoever reads the database or the record: texts, numbers, booleans, lists and maps of those. */
    Map<String, Object> open(S settings);

    /** The settings that are stored sealed and never recorded. */
    Map<String, String> sealed(S settings);

    /** Whether only tokens for an audience that somebody has chosen are accepted; true for methods without audiences. */
    default boolean namesAudience(S settings) {
        return true;
    }

    /** Puts together what {@link #open} and {@link #sealed} took apart. */
    S settings(JsonObject open, JsonObject sealed);
}
