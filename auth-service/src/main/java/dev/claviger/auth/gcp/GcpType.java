package dev.claviger.auth.gcp;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who signs the tokens. */
enum GcpType {
    /** Google, for whatever runs as a service account. */
    GCE,

    /** The service account itself, through {@code signJwt} or with a key of its own. */
    IAM;

    String slug() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<GcpType> bySlug(String slug) {
        return Stream.of(values()).filter(type -> type.slug().equals(slug)).findFirst();
    }
}
