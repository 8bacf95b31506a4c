package dev.claviger.auth.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Hashes passwords with Argon2id. That takes long on purpose, so it runs on the worker pool. */
@ApplicationScoped
class Passwords {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Vertx vertx;
    private final AuthConfig.Passwords config;
    private final SecureRandom random = new SecureRandom();

    Passwords(Vertx vertx, AuthConfig config) {
        this.vertx = vertx;
        this.config = config.passwords();
    }

    /** Off the event loop; completes on the caller's. */
    Uni<PasswordHash> hash(Secret password) {
        return vertx.executeBlocking(() -> compute(password), false);
    }

    PasswordHash compute(Secret password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return compute(password, salt);
    }

    private PasswordHash compute(Secret password, byte[] salt) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(config.memoryKib())
                .withIterations(config.passes())
                .withParallelism(config.lanes())
                .withSalt(salt)
                .build());
        byte[] plain = password.reveal().getBytes(UTF_8);
        byte[] hash = new byte[HASH_BYTES];
        argon2.generateBytes(plain, hash);
        Arrays.fill(plain, (byte) 0);
        return new PasswordHash(hash, salt, config.memoryKib(), config.passes(), config.lanes());
    }
}
