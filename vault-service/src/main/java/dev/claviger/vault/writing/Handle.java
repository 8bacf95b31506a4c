package dev.claviger.vault.writing;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.secret.SecretName;
import org.jspecify.annotations.Nullable;

/** Which secret of a folder is meant: the shared one of that name, or the caller's own in its place. */
record Handle(SecretName name, boolean personal) {

    static Handle parse(@Nullable String name, @Nullable String type) {
        return new Handle(SecretName.parse("secretName", name), isPersonal(type));
    }

    static Handle shared(SecretName name) {
        return new Handle(name, false);
    }

    private static boolean isPersonal(@Nullable String type) {
        if (type != null && !type.isEmpty() && !type.equals("shared") && !type.equals("personal")) {
            throw InvalidInput.of("type", "Must be shared or personal");
        }
        return "personal".equals(type);
    }
}
