package dev.claviger.sync.run;

import dev.claviger.kernel.caller.Origin;
import dev.claviger.sync.identity.SyncLogins;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.Exposure;
import dev.claviger.sync.plan.KeySchema;
import dev.claviger.sync.plan.VariableId;
import dev.claviger.sync.secretsync.GitLabTarget;
import dev.claviger.sync.secretsync.SyncDefinition;
import dev.claviger.sync.vault.SourceSecret;
import dev.claviger.sync.vault.SourceSecretsClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What a sync wants at its destination: the secrets of its source, named and guarded as it says. */
@ApplicationScoped
class WantedVariables {
    private static final String CLIENT = "claviger-sync";

    private final SyncLogins logins;
    private final SourceSecretsClient sources;

    WantedVariables(SyncLogins logins, SourceSecretsClient sources) {
        this.logins = logins;
        this.sources = sources;
    }

    /**
     * What a sync wants.
     *
     * @param rotations that write some of it
     */
    record Wishes(List<DesiredVariable> variables, List<UUID> rotations) {
        Wishes {
            variables = List.copyOf(variables);
            rotations = List.copyOf(rotations);
        }
    }

    /** Reads as the identity of the organisation, which is recorded there as any read is. Fails as the login and the source do. */
    Uni<Wishes> of(SyncDefinition sync, UUID jobId) {
        Origin origin = new Origin(jobId.toString(), "", CLIENT, "");
        boolean recursive = Boolean.TRUE.equals(sync.options().recursive());
        return logins.logIn(sync.orgId())
                .chain(token -> sources.of(sync.source(), recursive, token, origin))
                .map(secrets -> wishes(sync, secrets));
    }

    private static Wishes wishes(SyncDefinition sync, List<SourceSecret> secrets) {
        return new Wishes(
                secrets.stream().map(secret -> variable(sync, secret)).toList(),
                secrets.stream()
                        .map(secret -> Optional.ofNullable(secret.rotationId()))
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList());
    }

    /** Raw, so that a dollar sign in a value stays one. */
    private static DesiredVariable variable(SyncDefinition sync, SourceSecret secret) {
        GitLabTarget target = sync.target();
        String schema = sync.options().keySchema();
        KeySchema keys = schema == null ? KeySchema.plain() : new KeySchema(schema);
        var exposure = new Exposure(
                false,
                Boolean.TRUE.equals(target.shouldProtectSecrets()),
                Boolean.TRUE.equals(target.shouldMaskSecrets()),
                Boolean.TRUE.equals(target.shouldHideSecrets()),
                true);
        var id = new VariableId(
                keys.key(secret.key(), sync.source().environmentSlug()),
                Objects.requireNonNullElse(target.targetEnvironment(), VariableId.EVERYWHERE));
        return new DesiredVariable(id, secret.value(), exposure, "");
    }
}
