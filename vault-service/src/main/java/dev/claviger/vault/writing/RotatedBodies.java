package dev.claviger.vault.writing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.rotated.RotatedStore.Marked;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.SecretName;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What sync-service says about the secrets of a rotation, and what it is told. */
final class RotatedBodies {
    private static final int MOST = 20;

    private RotatedBodies() {}

    /** What the secrets are to be. The place counts as long as there are none yet; afterwards they are where they are. */
    record Publication(
            @Nullable String projectId,
            @Nullable String environment,
            @Nullable String secretPath,
            @Nullable List<@Nullable Item> secrets) {
        static final Publication EMPTY = new Publication(null, null, null, null);

        RotatedOrder parse(UUID rotationId, SecretConfig config) {
            Validation valid = new Validation();
            UUID project = valid.id("projectId", projectId);
            valid.check(
                    secrets != null && !secrets.isEmpty() && secrets.size() <= MOST,
                    "secrets",
                    "Must have between 1 and %d entries".formatted(MOST));
            valid.done();
            Place place = new Place(
                    EnvironmentSlug.parse("environment", environment).text(),
                    SecretPath.parse("secretPath", secretPath).text());
            return new RotatedOrder(rotationId, project, place, items(config));
        }

        private List<RotatedOrder.Item> items(SecretConfig config) {
            List<RotatedOrder.Item> items = Objects.requireNonNull(secrets).stream()
                    .map(item -> Objects.requireNonNullElse(item, Item.EMPTY).parse(config))
                    .toList();
            Set<SecretName> names = new HashSet<>();
            if (!items.stream().allMatch(item -> names.add(item.finalName()))) {
                throw InvalidInput.of("secrets", "Must not name a secret twice");
            }
            return items;
        }
    }

    /** One of them. */
    record Item(
            @Nullable String secretKey,
            @Nullable String newSecretName,
            @Nullable Secret secretValue) {
        static final Item EMPTY = new Item(null, null, null);

        RotatedOrder.Item parse(SecretConfig config) {
            SecretName name = SecretName.parse("secretKey", secretKey);
            SecretName last = newSecretName == null || newSecretName.isEmpty()
                    ? name
                    : SecretName.parse("newSecretName", newSecretName);
            last.requireNew("secretKey");
            if (secretValue == null) {
                throw InvalidInput.of("secretValue", "Required");
            }
            return new RotatedOrder.Item(name, last, ValueText.exact(secretValue, config.maxValueBytes()));
        }
    }

    /** Where the secrets are and which versions they have. Without places when there are none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            UUID rotationId,
            @Nullable EnvironmentObject environment,
            @Nullable FolderObject folder,
            List<SecretVersion> secrets) {

        static Answer of(UUID rotationId, List<Marked> marked) {
            List<SecretVersion> secrets = marked.stream()
                    .map(each -> new SecretVersion(each.id(), each.key(), each.version()))
                    .toList();
            if (marked.isEmpty()) {
                return new Answer(rotationId, null, null, secrets);
            }
            Marked any = marked.getFirst();
            return new Answer(
                    rotationId,
                    new EnvironmentObject(any.environmentId(), any.environmentName(), any.environmentSlug()),
                    new FolderObject(any.folderId(), any.path()),
                    secrets);
        }
    }

    /** Of the folder. */
    record EnvironmentObject(UUID id, String name, String slug) {}

    /** The uppermost one has no id. */
    record FolderObject(@Nullable UUID id, String path) {}

    /** Without its value. */
    record SecretVersion(UUID id, String secretKey, int version) {}
}
