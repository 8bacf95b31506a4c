package dev.claviger.vault.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.fingerprint.Fingerprints;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.ProjectCipher;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.project.Project;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens and seals what a project holds, whoever asks. Lives in one request; what it opens is forgotten with it. */
final class Contents {
    private final Project project;
    private final ProjectKeys keys;
    private final Fingerprints fingerprints;
    private final Map<VersionId, Secret> opened = new HashMap<>();
    private @Nullable ProjectCipher cipher;

    private record VersionId(UUID secretId, int version) {}

    Contents(Project project, ProjectKeys keys, Fingerprints fingerprints) {
        this.project = project;
        this.keys = keys;
        this.fingerprints = fingerprints;
    }

    /** All folders of a project have the same keys: those of the first one do. */
    Uni<Void> openKeys(Collection<FolderImage> found) {
        if (cipher != null) {
            return Uni.createFrom().voidItem();
        }
        for (FolderImage image : found) {
            if (image instanceof FolderImage.Folder folder) {
                return keys.open(project.id(), folder.keyset().bytes())
                        .invoke(open -> cipher = open)
                        .replaceWithVoid();
            }
        }
        return Uni.createFrom().voidItem();
    }

    Secret value(Entry entry) {
        StoredSecret secret = entry.secret();
        return opened.computeIfAbsent(
                new VersionId(secret.id(), secret.version()),
                id -> Secret.of(new String(
                        cipher(entry.folder()).open(Field.VALUE, id.secretId(), id.version(), secret.value()), UTF_8)));
    }

    Detail detail(Entry entry) {
        StoredSecret secret = entry.secret();
        return Detail.of(cipher(entry.folder()).open(Field.DETAIL, secret.id(), secret.version(), secret.detail()));
    }

    Uni<Void> readyToSeal() {
        return fingerprints.ready(project.orgId());
    }

    Sealed seal(FolderImage.Folder folder, Field field, UUID secretId, int version, byte[] plaintext) {
        Sealed sealed = cipher(folder).seal(field, secretId, version, plaintext);
        return field == Field.VALUE ? sealed.with(fingerprints.of(project.orgId(), plaintext)) : sealed;
    }

    byte[] tag(FolderImage.Folder folder, byte[] answer) {
        return cipher(folder).tag(answer);
    }

    private ProjectCipher cipher(FolderImage.Folder folder) {
        if (cipher == null) {
            cipher = keys.opened(project.id(), folder.keyset().bytes());
        }
        return cipher;
    }
}
