package dev.claviger.vault.shred;

import dev.claviger.vault.image.Images;
import dev.claviger.vault.keyring.ProjectKeys;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Forgets the keys and the ciphertext of projects that are no more, whichever replica deleted them. */
@ApplicationScoped
class Shredder {
    private final ProjectKeys keys;
    private final Images images;
    private final ShredStore store;
    private final ShredConfig config;
    private @Nullable Cancellable timer;

    Shredder(ProjectKeys keys, Images images, ShredStore store, ShredConfig config) {
        this.keys = keys;
        this.images = images;
        this.store = store;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        timer = Multi.createFrom()
                .ticks()
                .startingAfter(config.interval())
                .every(config.interval())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> sweep())
                .subscribe()
                .with(done -> {}, broken -> Log.errorf("shredding stopped cause=%s", broken.getClass()));
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private Uni<Void> sweep() {
        Set<UUID> remembered = new HashSet<>(keys.remembered());
        remembered.addAll(images.remembered());
        if (remembered.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.gone(remembered)
                .invoke(gone -> gone.forEach(this::forget))
                .replaceWithVoid()
                .onFailure()
                .invoke(failed ->
                        Log.warnf("memory not swept cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    private void forget(UUID projectId) {
        keys.forget(projectId);
        images.forget(projectId);
    }
}
