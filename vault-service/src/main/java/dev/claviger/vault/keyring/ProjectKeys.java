package dev.claviger.vault.keyring;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.kernel.crypto.RootKeyUnavailable;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes and opens the keysets of projects.
 *
 * <p>A wrapped keyset opens only for the project it was made for. Destroying it destroys everything the project stored. What fails
 * because a root key cannot be used at the moment fails with {@link RootKeyUnavailable}.
 */
@ApplicationScoped
public class ProjectKeys {
    /** A keyset in use is opened anew when it is as old as configured; this long the old one serves until that is done. */
    private static final Duration REOPENING = Duration.ofMinutes(1);

    private final RootRing ring;
    private final AsyncLoadingCache<Wrapped, ProjectCipher> opened;
    private volatile boolean sealing;

    /** The bytes are part of the key, so that a keyset that was wrapped anew is opened anew. */
    private record Wrapped(UUID projectId, ByteBuffer keyset) {
        static Wrapped of(UUID projectId, byte[] keyset) {
            return new Wrapped(projectId, ByteBuffer.wrap(keyset));
        }
    }

    ProjectKeys(RootRing ring, KeyringConfig config) {
        this.ring = ring;
        this.opened = Caffeine.newBuilder()
                .maximumSize(config.cacheProjects())
                .refreshAfterWrite(config.cacheTtl())
                .expireAfterWrite(config.cacheTtl().plus(REOPENING))
                .buildAsync((wrapped, executor) -> unwrap(wrapped));
    }

    /** From now on keysets may be wrapped: the root keys are those that wrapped what is stored. */
    public void admit() {
        sealing = true;
    }

    boolean isAdmitted() {
        return sealing;
    }

    /** A new random keyset for this project, wrapped by the root key ring: what the project row stores. */
    public Uni<byte[]> newWrappedKeyset(UUID projectId) {
        return Uni.createFrom().deferred(() -> wrap(ring.first(), projectId, Keysets.fresh()));
    }

    /** The keyset with a new key, which seals from now on, beside those it has. */
    public Uni<byte[]> withNewKey(UUID projectId, byte[] wrapped) {
        return rewrap(projectId, wrapped, plain -> Keysets.withNewKey(projectId, plain));
    }

    /** The keyset with no other key than the one that seals. What the others sealed does not open any more. */
    public Uni<byte[]> withoutOldKeys(UUID projectId, byte[] wrapped) {
        return rewrap(projectId, wrapped, plain -> Keysets.withoutOldKeys(projectId, plain));
    }

    /** The same keyset, wrapped by that root key, which is in the ring. */
    public Uni<byte[]> rewrapped(UUID projectId, byte[] wrapped, String rootKey) {
        return changed(projectId, wrapped, byte[]::clone).chain(plain -> wrap(rootKey, projectId, plain));
    }

    /**
     * The cipher of this project; a keyset that was opened lately is remembered. Fails with {@link UnopenableException} when the keyset
     * belongs to another project, was changed, or its root key is gone.
     */
    public Uni<ProjectCipher> open(UUID projectId, byte[] wrapped) {
        CompletableFuture<ProjectCipher> cipher = opened.get(Wrapped.of(projectId, wrapped));
        if (cipher.isDone() && !cipher.isCompletedExceptionally()) {
            return Uni.createFrom().item(cipher.resultNow());
        }
        @Nullable Context asking = Vertx.currentContext();
        Uni<ProjectCipher> outcome = Uni.createFrom().completionStage(cipher.copy());
        return asking == null ? outcome : outcome.emitOn(task -> asking.runOnContext(ignored -> task.run()));
    }

    /**
     * The cipher of a keyset that {@link #open} has opened just before, at once.
     *
     * @throws UnopenableException as {@link #open}
     */
    public ProjectCipher opened(UUID projectId, byte[] wrapped) {
        CompletableFuture<ProjectCipher> cipher = opened.get(Wrapped.of(projectId, wrapped));
        if (!cipher.isDone()) {
            throw KeysNotOpen.away();
        }
        if (cipher.isCompletedExceptionally()) {
            throw cipher.exceptionNow() instanceof RuntimeException reason ? reason : KeysNotOpen.away();
        }
        return cipher.resultNow();
    }

    /** Forgets the opened keys of a project. */
    public void forget(UUID projectId) {
        opened.synchronous()
                .asMap()
                .keySet()
                .removeIf(wrapped -> wrapped.projectId().equals(projectId));
    }

    /** The projects whose opened keys are in memory. */
    public Set<UUID> remembered() {
        return opened.asMap().keySet().stream().map(Wrapped::projectId).collect(Collectors.toSet());
    }

    private CompletableFuture<ProjectCipher> unwrap(Wrapped wrapped) {
        UUID projectId = wrapped.projectId();
        return unwrap(projectId, wrapped.keyset().array())
                .map(plain -> {
                    try {
                        return Keysets.cipher(projectId, plain);
                    } finally {
                        Keysets.forget(plain);
                    }
                })
                .subscribeAsCompletionStage();
    }

    private Uni<byte[]> unwrap(UUID projectId, byte[] wrapped) {
        return ring.unwrap(wrapped, context(projectId))
                .onFailure(RootKeyUnavailable.class)
                .invoke(ProjectKeys::tell);
    }

    private static void tell(Throwable failure) {
        if (failure instanceof RootKeyUnavailable unavailable) {
            Log.warn(unavailable.reason());
        }
    }

    private Uni<byte[]> rewrap(UUID projectId, byte[] wrapped, UnaryOperator<byte[]> change) {
        return changed(projectId, wrapped, change).chain(plain -> wrap(ring.first(), projectId, plain));
    }

    private Uni<byte[]> changed(UUID projectId, byte[] wrapped, UnaryOperator<byte[]> change) {
        return unwrap(projectId, wrapped).map(plain -> {
            try {
                return change.apply(plain);
            } finally {
                Keysets.forget(plain);
            }
        });
    }

    private Uni<byte[]> wrap(String rootKey, UUID projectId, byte[] plain) {
        Uni<byte[]> wrapped = sealing
                ? ring.wrap(rootKey, plain, context(projectId))
                : Uni.createFrom().failure(KeysNotOpen::starting);
        return wrapped.onFailure(RootKeyUnavailable.class)
                .invoke(ProjectKeys::tell)
                .onTermination()
                .invoke(() -> Keysets.forget(plain));
    }

    private static String context(UUID projectId) {
        return "project keyset " + projectId;
    }
}
