package dev.claviger.sync.rotation;

import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.rotating.RotateAt;
import dev.claviger.sync.rotationtarget.RotationKind;
import dev.claviger.sync.rotationtarget.RotationParameters;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller wants of a rotation. What is absent stays as it is. */
record RotationWish(
        @Nullable String name,
        @Nullable String projectId,
        @Nullable String connectionId,
        @Nullable String environment,
        @Nullable String secretPath,
        @Nullable String description,
        @Nullable Boolean isAutoRotationEnabled,
        @Nullable Long rotationInterval,
        @Nullable RotateAt rotateAtUtc,
        @Nullable RotationParameters parameters,
        @Nullable Map<String, @Nullable String> secretsMapping) {
    static final RotationWish NONE = new RotationWish(null, null, null, null, null, null, null, null, null, null, null);

    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_DESCRIPTION = 256;
    private static final int LONGEST_PATH = 1024;
    private static final int LONGEST_KEY = 256;
    private static final int MOST_DAYS = 3_650;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern SLUG = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9_.-]{1,255})+");
    private static final Pattern KEY = Pattern.compile("[^\\s:/\\p{Cntrl}]+");

    String checkedName(Validation valid) {
        String text = valid.text("name", name);
        valid.check(
                text.isEmpty()
                        || (text.length() <= LONGEST_NAME && NAME.matcher(text).matches()),
                "name",
                "Must be a slug of at most 256 characters: small letters, digits and single dashes between them");
        return text;
    }

    @Nullable
    String checkedDescription(Validation valid) {
        valid.check(
                description == null || (description.length() <= LONGEST_DESCRIPTION && description.indexOf('\0') < 0),
                "description",
                "Must have at most 256 characters");
        return description;
    }

    UUID checkedProject(Validation valid) {
        return valid.id("projectId", projectId);
    }

    /** Null for kinds without a connection. */
    @Nullable
    UUID checkedConnection(Validation valid, RotationKind kind) {
        if (kind.app() != null) {
            return valid.id("connectionId", connectionId);
        }
        valid.check(connectionId == null || connectionId.isBlank(), "connectionId", "Must be absent for this kind");
        return null;
    }

    String checkedEnvironment(Validation valid) {
        String text = valid.text("environment", environment);
        valid.check(
                text.isEmpty() || SLUG.matcher(text).matches(), "environment", "Must be the slug of an environment");
        return text;
    }

    /** In canonical form: with a slash at the beginning, none at the end, and no dots that lead elsewhere. */
    String checkedPath(Validation valid) {
        String text = valid.text("secretPath", secretPath);
        String rooted = text.startsWith("/") ? text : "/" + text;
        String path = rooted.length() > 1 && rooted.endsWith("/") ? rooted.substring(0, rooted.length() - 1) : rooted;
        boolean isPlain = path.length() <= LONGEST_PATH
                && PATH.matcher(path).matches()
                && !(path + "/").contains("/./")
                && !(path + "/").contains("/../");
        valid.check(text.isEmpty() || isPlain, "secretPath", "Must be the path of a folder, such as /app");
        return path;
    }

    int checkedInterval(Validation valid) {
        valid.check(rotationInterval != null, "rotationInterval", "Required");
        return (int) valid.number("rotationInterval", rotationInterval, 1, 1, MOST_DAYS);
    }

    RotateAt checkedTime(Validation valid) {
        RotateAt time = Objects.requireNonNullElse(rotateAtUtc, RotateAt.MIDNIGHT);
        time.check(valid);
        return time;
    }

    RotationParameters checkedParameters(Validation valid, RotationKind kind, int interval) {
        RotationParameters given = Objects.requireNonNullElse(parameters, RotationParameters.NONE);
        given.check(valid, kind, interval);
        return given;
    }

    Map<String, String> checkedMapping(Validation valid, RotationKind kind) {
        Map<String, @Nullable String> given = Objects.requireNonNullElse(secretsMapping, Map.of());
        Map<String, String> mapping = new LinkedHashMap<>();
        for (String field : kind.fields()) {
            String key = valid.text("secretsMapping." + field, given.get(field));
            valid.check(
                    key.isEmpty()
                            || (key.length() <= LONGEST_KEY && KEY.matcher(key).matches()),
                    "secretsMapping." + field,
                    "Must be the name of a secret");
            mapping.put(field, key);
        }
        valid.check(
                new HashSet<>(kind.fields()).containsAll(given.keySet()),
                "secretsMapping",
                "Must name secrets for these and nothing else: " + String.join(", ", kind.fields()));
        valid.check(
                new HashSet<>(mapping.values()).size() == mapping.size(),
                "secretsMapping",
                "Must name another secret for each part");
        return mapping;
    }
}
