package dev.claviger.auth.method;

import dev.claviger.kernel.http.Validation;
import java.util.UUID;

/** The id of an identity, as requests name it. */
public final class GivenIdentity {
    private static final int UUID_LENGTH = 36;
    private static final UUID NOBODY = new UUID(0, 0);

    private GivenIdentity() {}

    /** In a login: what is no id at all is an identity that does not exist. */
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
