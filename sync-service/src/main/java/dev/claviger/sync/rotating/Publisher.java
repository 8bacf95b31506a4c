package dev.claviger.sync.rotating;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.sync.identity.SyncLogins;
import dev.claviger.sync.rotationtarget.Generated;
import dev.claviger.sync.vault.FolderClient;
import dev.claviger.sync.vault.RotatedSecretsClient;
import dev.claviger.sync.vault.RotatedSecretsClient.Published;
import dev.claviger.sync.vault.RotatedSecretsClient.Rotated;
import dev.claviger.sync.vault.VaultRefused;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes what was rotated in vault-service, as the identity of the organisation. */
@ApplicationScoped
public class Publisher {
    private static final String CLIENT = "claviger-sync";

    private final SyncLogins logins;
    private final RotatedSecretsClient client;
    private final FolderClient folders;

    Publisher(SyncLogins logins, RotatedSecretsClient client, FolderClient folders) {
        this.logins = logins;
        this.client = client;
        this.folders = folders;
    }

    /** Whether it would be taken, before anything is changed at the target. Fails as {@link #publish}. */
    Uni<Void> rehearse(SecretRotation rotation, UUID jobId) {
        List<Rotated> secrets = rotation.mapping().values().stream()
                .map(name -> new Rotated(name, null, Secret.of("rehearsal")))
                .toList();
        return logins.logIn(rotation.orgId())
                .chain(bearer -> client.rehearse(rotation.id(), rotation.source(), secrets, bearer, origin(jobId)));
    }

    /** Whether they could be called so. Fails as {@link #publish}. */
    Uni<Void> rehearse(SecretRotation rotation, Generated credential, Map<String, String> renamed, UUID jobId) {
        return logins.logIn(rotation.orgId())
                .chain(bearer -> client.rehearse(
                        rotation.id(),
                        rotation.source(),
                        secrets(rotation, credential, renamed),
                        bearer,
                        origin(jobId)));
    }

    /** All secrets in one commit. Returns which they are and where. */
    Uni<Published> publish(SecretRotation rotation, Generated credential, UUID jobId) {
        return publish(rotation, credential, Map.of(), jobId);
    }

    /**
     * The same under other names.
     *
     * @param renamed part of the credential to new name of its secret
     */
    public Uni<Published> publish(
            SecretRotation rotation, Generated credential, Map<String, String> renamed, UUID jobId) {
        List<Rotated> secrets = secrets(rotation, credential, renamed);
        return logins.logIn(rotation.orgId())
                .chain(bearer -> client.publish(rotation.id(), rotation.source(), secrets, bearer, origin(jobId)));
    }

    private static List<Rotated> secrets(SecretRotation rotation, Generated credential, Map<String, String> renamed) {
        return rotation.mapping().entrySet().stream()
                .map(each -> new Rotated(each.getValue(), renamed.get(each.getKey()), credential.part(each.getKey())))
                .toList();
    }

    /** The secrets become ordinary ones, or go. Those of a project that is gone went with it. */
    public Uni<Void> release(SecretRotation rotation, boolean deleting, UUID jobId) {
        return logins.logIn(rotation.orgId())
                .chain(bearer -> client.release(rotation.id(), rotation.projectId(), deleting, bearer, origin(jobId))
                        .onFailure(VaultRefused.class)
                        .recoverWithUni(refused -> folders.isProjectGone(rotation.projectId(), bearer)
                                .chain(gone -> gone
                                        ? Uni.createFrom().voidItem()
                                        : Uni.createFrom().failure(refused))));
    }

    private static Origin origin(UUID jobId) {
        return new Origin(jobId.toString(), "", CLIENT, "");
    }
}
