package dev.claviger.auth.method;

import dev.claviger.kernel.http.Validation;
import java.util.UUID;

/** The id of an identity or a client, as requests name it. */
public final class GivenIdentity {
    /** Whom a text names that is no id at all. */
    public static final UUID NOBODY = new UUID(0, 0);

    private static final int UUID_LENGTH = 36;

    private GivenIdentity() {}

    /** In a login: all spellings of an id are one; what is no id at all is {@link #NOBODY}. */
    public static UUID inLogin(String text) {
        try {
            return text.length() == UUID_LENGTH ? UUID.fromString(text) : NOBODY;
        } catch (IllegalArgumentException e) {
            return NOBODY;
        }
    }

    /** In the path of an administrator's request, where it must be a UUID. */
    public static UUID inPath(String text) {
        return inPath("identityId", text);
    }

    /** The same for another id. */
    public static UUID inPath(String field, String text) {
        Validation input = new Validation();
        UUID id = input.id(field, text);
        input.done();
        return id;
    }
}
