package dev.claviger.sync.lease;

import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.dynamicsecret.PlaceWish;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leases as requests want them. */
final class LeaseWish {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_CONFIG = 4_096;

    private LeaseWish() {}

    /**
     * A new one.
     *
     * @param ttl empty for the usual one
     */
    record Creation(
            @Nullable String dynamicSecretName,
            @Nullable String projectSlug,
            @Nullable String environmentSlug,
            @Nullable String path,
            @Nullable String secretPath,
            @Nullable String ttl,
            @Nullable Map<String, Object> config) {
        PlaceWish place() {
            return new PlaceWish(projectSlug, environmentSlug, path, secretPath);
        }
    }

    /** A longer life. */
    record Renewal(
            @Nullable String projectSlug,
            @Nullable String environmentSlug,
            @Nullable String path,
            @Nullable String secretPath,
            @Nullable String ttl) {
        PlaceWish place() {
            return new PlaceWish(projectSlug, environmentSlug, path, secretPath);
        }
    }

    /** The end of a lease, or of a dynamic secret. */
    record Removal(
            @Nullable String projectSlug,
            @Nullable String environmentSlug,
            @Nullable String path,
            @Nullable String secretPath,
            @Nullable Boolean isForced) {
        PlaceWish place() {
            return new PlaceWish(projectSlug, environmentSlug, path, secretPath);
        }

        boolean forced() {
            return Boolean.TRUE.equals(isForced);
        }
    }

    /** Of what is longer there is none, and it would fill the log. */
    static String name(Validation valid, @Nullable String given) {
        String name = valid.text("dynamicSecretName", given);
        valid.check(name.length() <= LONGEST_NAME, "dynamicSecretName", "Must have at most 64 characters");
        return name;
    }

    /** Null for none. */
    static @Nullable JsonObject config(Validation valid, @Nullable Map<String, Object> given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        JsonObject config = new JsonObject(given);
        String text = config.encode();
        valid.check(
                text.length() <= LONGEST_CONFIG && !text.contains("\\u0000"),
                "config",
                "Must have at most 4096 characters, and no NUL among them");
        return config;
    }
}
