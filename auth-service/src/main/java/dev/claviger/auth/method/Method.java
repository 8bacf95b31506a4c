package dev.claviger.auth.method;

import dev.claviger.auth.access.IdentityAction;
import dev.claviger.kernel.orgright.Right;
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

    /** Whether the audience of foreign tokens is bound; true where the method knows no such thing. */
    default boolean bindsAudience(S settings) {
        return true;
    }

    /** Whether each login asks a system outside for its verdict. */
    default boolean asksOutside() {
        return false;
    }

    /** The settings that may be read by whoever reads the database or the record: texts, numbers, booleans, lists and maps of those. */
    Map<String, Object> open(S settings);

    /** The settings that are stored sealed and never recorded. */
    Map<String, String> sealed(S settings);

    /** Puts together what {@link #open} and {@link #sealed} took apart. */
    S settings(JsonObject open, JsonObject sealed);
}
