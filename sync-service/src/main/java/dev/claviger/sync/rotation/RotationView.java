package dev.claviger.sync.rotation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.Secret;
import dev.claviger.sync.connection.App;
import dev.claviger.sync.rotating.Credential;
import dev.claviger.sync.rotating.RotateAt;
import dev.claviger.sync.rotating.SecretRotation;
import dev.claviger.sync.rotationtarget.Generated;
import dev.claviger.sync.rotationtarget.RotationKind;
import dev.claviger.sync.rotationtarget.RotationParameters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A rotation as it is answered (http-api.md 8.1). It holds no value. */
record RotationView(
        UUID id,
        String name,
        @Nullable String description,
        String type,
        UUID projectId,
        @Nullable UUID connectionId,
        @Nullable Through connection,
        Environment environment,
        String secretPath,
        Folder folder,
        @Nullable UUID folderId,
        boolean isAutoRotationEnabled,
        int rotationInterval,
        RotateAt rotateAtUtc,
        RotationParameters parameters,
        Map<String, String> secretsMapping,
        int activeIndex,
        @Nullable String rotationStatus,
        @Nullable Instant lastRotatedAt,
        @Nullable Instant lastRotationAttemptedAt,
        @Nullable Instant nextRotationAt,
        @Nullable String lastRotationMessage,
        @Nullable UUID lastRotationJobId,
        boolean isLastRotationManual,
        Instant createdAt,
        Instant updatedAt) {

    /** The connection it uses. */
    record Through(UUID id, String name, String app) {}

    /** Where the secrets are. */
    record Environment(UUID id, String name, String slug) {}

    /** Where in it; the uppermost folder has no id. */
    record Folder(@Nullable UUID id, String path) {}

    /** One rotation, as clients expect it. */
    record One(RotationView secretRotation) {}

    /** Several. */
    record All(List<RotationView> secretRotations) {}

    /** What can be rotated. */
    record Options(List<Option> secretRotationOptions) {}

    /** One of them. */
    record Option(String name, String type, @Nullable String connection, Template template) {
        static Option of(RotationKind kind) {
            @Nullable App app = kind.app();
            return new Option(kind.title(), kind.slug(), app == null ? null : app.slug(), Template.of(kind));
        }
    }

    /** What to begin with. */
    record Template(
            Map<String, String> secretsMapping, @Nullable String createUserStatement) {
        private static final String TWO_LOGINS = """
                CREATE ROLE app_blue LOGIN;
                CREATE ROLE app_green LOGIN;
                GRANT app_owner TO app_blue, app_green;
                GRANT app_blue, app_green TO claviger_rotator WITH ADMIN OPTION;
                """;

        static Template of(RotationKind kind) {
            return switch (kind) {
                case POSTGRES -> new Template(Map.of("username", "DB_USERNAME", "password", "DB_PASSWORD"), TWO_LOGINS);
                case GITLAB_TOKEN -> new Template(Map.of("token", "GITLAB_TOKEN"), null);
                case RANDOM -> new Template(Map.of("value", "SIGNING_KEY"), null);
            };
        }
    }

    /**
     * The credentials themselves, by slot.
     *
     * @param webhookSigningKey by which the webhook knows our calls; null where there is none
     */
    record Credentials(
            UUID rotationId,
            String type,
            int activeIndex,
            List<Map<String, String>> generatedCredentials,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String webhookSigningKey) {
        /** The values go nowhere but into the answer. */
        static Credentials of(SecretRotation rotation, List<Credential> all, @Nullable Secret signingKey) {
            return new Credentials(
                    rotation.id(),
                    rotation.kind().slug(),
                    rotation.activeIndex(),
                    all.stream()
                            .filter(Credentials::isInUse)
                            .map(each -> revealed(each.content()))
                            .toList(),
                    signingKey == null ? null : signingKey.reveal());
        }

        private static boolean isInUse(Credential credential) {
            return credential.state() == Credential.State.ACTIVE || credential.state() == Credential.State.INACTIVE;
        }

        private static Map<String, String> revealed(Generated content) {
            Map<String, String> parts = new LinkedHashMap<>();
            content.parts().forEach((String name, Secret value) -> parts.put(name, value.reveal()));
            return parts;
        }

        @Override
        public String toString() {
            return "Credentials[redacted]";
        }
    }

    static One one(SecretRotation rotation) {
        return new One(of(rotation));
    }

    static RotationView of(SecretRotation rotation) {
        return new RotationView(
                rotation.id(),
                rotation.name(),
                rotation.description(),
                rotation.kind().slug(),
                rotation.projectId(),
                rotation.connectionId(),
                through(rotation),
                new Environment(
                        rotation.source().environmentId(),
                        rotation.source().environmentName(),
                        rotation.source().environmentSlug()),
                rotation.source().path(),
                new Folder(rotation.source().folderId(), rotation.source().path()),
                rotation.source().folderId(),
                rotation.isAuto(),
                rotation.interval(),
                rotation.rotateAt(),
                rotation.parameters(),
                rotation.mapping(),
                rotation.activeIndex(),
                rotation.last().status(),
                rotation.last().rotatedAt(),
                rotation.last().attemptedAt(),
                rotation.last().nextAt(),
                rotation.last().message(),
                rotation.last().jobId(),
                rotation.last().isManual(),
                rotation.createdAt(),
                rotation.updatedAt());
    }

    private static @Nullable Through through(SecretRotation rotation) {
        @Nullable App app = rotation.kind().app();
        @Nullable UUID id = rotation.connectionId();
        return app == null || id == null
                ? null
                : new Through(id, Objects.requireNonNullElse(rotation.connectionName(), ""), app.slug());
    }
}
