package dev.claviger.auth.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id, and checks them.
 *
 * <p>That takes long and much memory on purpose. A few workers of its own do it, and only so many may wait for them: however many people
 * log in at once, memory stays bounded and the event loop free.
 */
@ApplicationScoped
public class Passwords {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final WorkerExecutor workers;
    private final AuthConfig.Passwords config;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger waiting = new AtomicInteger();
    private final PasswordHash nobodys;

    Passwords(Vertx vertx, AuthConfig config) {
        this.config = config.passwords();
        this.workers = vertx.createSharedWorkerExecutor("passwords", this.config.workers());
        this.nobodys = parameters(new byte[HASH_BYTES], new byte[SALT_BYTES]);
    }

    /** How a check ended. */
    public enum Check {
        WRONG,
        RIGHT,
        /** Right, and the hash was made with weaker parameters than are configured now. */
        RIGHT_BUT_WEAK
    }

    /** Off the event loop; completes on the caller's. Fails with {@link PasswordsBusy}. */
    public Uni<PasswordHash> hash(Secret password) {
        return work(() -> compute(password));
    }

    /**
     * Compares, off the event loop. Somebody without a password, or who does not exist, costs the same time and memory as a wrong
     * password. Fails with {@link PasswordsBusy}.
     */
    public Uni<Check> check(Secret password, Optional<PasswordHash> stored) {
        PasswordHash compared = stored.orElse(nobodys);
        return work(() -> check(password, compared)).map(check -> stored.isPresent() ? check : Check.WRONG);
    }

    private Check check(Secret password, PasswordHash stored) {
        if (!stored.matches(generate(password, stored))) {
            return Check.WRONG;
        }
        return stored.isWeakerThan(nobodys) ? Check.RIGHT_BUT_WEAK : Check.RIGHT;
    }

    private <T> Uni<T> work(Callable<T> task) {
        return Uni.createFrom().deferred(() -> {
            if (waiting.incrementAndGet() > config.maxWaiting()) {
                waiting.decrementAndGet();
                return Uni.createFrom().failure(PasswordsBusy::new);
            }
            long since = System.nanoTime();
            return workers.executeBlocking(() -> counted(task, since), false);
        });
    }

    /** What has waited so long that its caller has been answered without it is not computed any more. */
    private <T> T counted(Callable<T> task, long since) throws Exception {
        try {
            if (System.nanoTime() - since > LONGEST_WAIT.toNanos()) {
                throw new PasswordsBusy();
            }
            return task.call();
        } finally {
            waiting.decrementAndGet();
        }
    }

    private PasswordHash compute(Secret password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return parameters(generate(password, parameters(new byte[HASH_BYTES], salt)), salt);
    }

    private PasswordHash parameters(byte[] hash, byte[] salt) {
        return new PasswordHash(hash, salt, config.memoryKib(), config.passes(), config.lanes());
    }

    /** Composed and decomposed letters are the same password (RFC 8265, section 4.2). */
    private static byte[] generate(Secret password, PasswordHash with) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(with.memoryKib())
                .withIterations(with.passes())
                .withParallelism(with.lanes())
                .withSalt(with.salt())
                .build());
        byte[] plain =
                Normalizer.normalize(password.reveal(), Normalizer.Form.NFC).getBytes(UTF_8);
        byte[] hash = new byte[HASH_BYTES];
        argon2.generateBytes(plain, hash);
        Arrays.fill(plain, (byte) 0);
        return hash;
    }
}
