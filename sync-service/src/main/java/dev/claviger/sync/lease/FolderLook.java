package dev.claviger.sync.lease;

import dev.claviger.kernel.PeriodicTask;
import dev.claviger.sync.dynamicsecret.DynamicSecretConfig;
import dev.claviger.sync.identity.SyncLogins;
import dev.claviger.sync.lease.DoomStore.Whereabouts;
import dev.claviger.sync.vault.FolderClient;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Looks for the folders of dynamic secrets now and then, as the sync identity of the organisation, in case that the change that told of
 * their end was lost. Without such an identity, or where it may not look, nothing is concluded.
 */
@ApplicationScoped
class FolderLook {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final DoomStore store;
    private final ParentChanges parents;
    private final SyncLogins logins;
    private final FolderClient folders;
    private final DynamicSecretConfig config;
    private final PeriodicTask timer = new PeriodicTask("look for folders that are gone");

    FolderLook(
            DoomStore store,
            ParentChanges parents,
            SyncLogins logins,
            FolderClient folders,
            DynamicSecretConfig config) {
        this.store = store;
        this.parents = parents;
        this.logins = logins;
        this.folders = folders;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        Duration interval = config.lookForFolders().compareTo(LONGEST) < 0 ? config.lookForFolders() : LONGEST;
        timer.start(interval, this::look);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> look() {
        return store.nextToLookAt(config.lookForFolders())
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUniAndConcatenate(this::lookFor)
                .collect()
                .last()
                .onFailure()
                .invoke(FolderLook::debug)
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Void> lookFor(Whereabouts where) {
        return logins.logIn(where.orgId())
                .chain(token -> folders.isGone(where.projectId(), where.environmentId(), where.folderId(), token))
                .chain(gone ->
                        gone ? parents.gone(where.id()) : Uni.createFrom().voidItem())
                .onFailure()
                .invoke(FolderLook::debug)
                .onFailure()
                .recoverWithNull();
    }

    private static void debug(Throwable failed) {
        Log.debugf(
                "folders of dynamic secrets not looked for cause=%s",
                failed.getClass().getName());
    }
}
