package dev.claviger.audit.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.kernel.crypto.RootRing;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Derives signing keys: HKDF-SHA256 of the master secret with the origin (audit-log.md decision 5). The master is made at the first
 * start and kept in the database, sealed by the root key ring.
 */
@ApplicationScoped
public class ShardKeys {
    /** What the sealed master is bound to. */
    public static final String CONTEXT = "audit-log signing master";

    private static final int SECRET_BYTES = 32;
    private static final int REMEMBERED = 10_000;

    private final MasterStore store;
    private final RootRing ring;
    private final Clock clock;
    private final Vertx vertx;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, SigningKey> keys = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();
    private volatile byte @Nullable [] master;

    ShardKeys(MasterStore store, RootRing ring, Clock clock, Vertx vertx) {
        this.vertx = vertx;
        this.store = store;
        this.ring = ring;
        this.clock = clock;
    }

    /** The earlier the ring is found not to open the master, the better. */
    void start(@Observes StartupEvent started) {
        ready().subscribe()
                .with(
                        ready -> {},
                        failed -> Log.errorf(
                                "the master key of the log cannot be opened, nothing is sequenced cause=%s",
                                failed.getClass().getName()));
    }

    /** The key of this origin. Fails when the master cannot be read or the ring does not open it. */
    public Uni<SigningKey> of(String origin) {
        SigningKey known = keys.getIfPresent(origin);
        return known != null
                ? Uni.createFrom().item(known)
                : ready().chain(secret -> deriveOnWorker(secret, origin)).invoke(key -> keys.put(origin, key));
    }

    private Uni<byte[]> ready() {
        byte[] known = master;
        return known != null ? Uni.createFrom().item(known) : load().invoke(secret -> master = secret);
    }

    private Uni<byte[]> load() {
        return store.find()
                .chain(found -> found.isPresent() ? Uni.createFrom().item(found.get()) : make())
                .chain(kept -> ring.unwrap(kept, CONTEXT));
    }

    private Uni<byte[]> make() {
        return ring.wrap(fresh(), CONTEXT).chain(wrapped -> store.keep(wrapped, clock.instant()));
    }

    private byte[] fresh() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private Uni<SigningKey> deriveOnWorker(byte[] secret, String origin) {
        return vertx.executeBlocking(() -> SigningKey.ofSeed(seed(secret, origin)), false);
    }

    private static byte[] seed(byte[] secret, String origin) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .thenExpand(origin.getBytes(UTF_8), SECRET_BYTES));
        } catch (InvalidAlgorithmParameterException impossible) {
            throw new IllegalStateException("the parameters are constant", impossible);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HKDF", impossible);
        }
    }
}
