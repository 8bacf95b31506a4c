package dev.claviger.vault.shred;

import dev.claviger.kernel.PeriodicTask;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.keyring.ProjectKeys;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Forgets the keys and the ciphertext of projects that are no more, whichever replica deleted them. */
@ApplicationScoped
class Shredder {
    private final ProjectKeys keys;
    private final Images images;
    private final ShredStore store;
    private final ShredConfig config;
    private final PeriodicTask timer = new PeriodicTask("shredding");

    Shredder(ProjectKeys keys, Images images, ShredStore store, ShredConfig config) {
        this.keys = keys;
        this.images = images;
        this.store = store;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        timer.startLater(config.interval(), this::sweep);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> sweep() {
        Set<UUID> remembered = new HashSet<>(keys.remembered());
        remembered.addAll(images.remembered());
        if (remembered.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.gone(remembered).invoke(gone -> gone.forEach(this::forget)).replaceWithVoid();
    }

    private void forget(UUID projectId) {
        keys.forget(projectId);
        images.forget(projectId);
    }
}
