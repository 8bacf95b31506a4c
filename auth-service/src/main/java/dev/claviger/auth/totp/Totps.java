package dev.claviger.auth.totp;

import static dev.claviger.auth.sealing.SealedPlace.SECOND_FACTOR;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.totp.TotpStore.Stored;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/** The second factors of people: set up, confirm, check, take away. */
@ApplicationScoped
public class Totps {
    private static final int SECRET_BYTES = 20;
    private static final int CODE_BYTES = 10;
    private static final int CODES = 10;

    private final TotpStore store;
    private final RootRing ring;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Totps(TotpStore store, RootRing ring, Clock clock) {
        this.store = store;
        this.ring = ring;
        this.clock = clock;
    }

    /** A secret for an authenticator app, and codes for when it is lost; both are shown once. */
    record Fresh(Secret secret, List<Secret> recoveryCodes) {}

    /** Whether the person has a second factor that counts. */
    public Uni<Boolean> isOn(RecordedTransaction tx, UUID userId) {
        return find(tx, userId).map(found -> found.map(Stored::confirmed).orElse(false));
    }

    Uni<Optional<Stored>> find(RecordedTransaction tx, UUID userId) {
        return store.find(tx, userId);
    }

    /** Makes a secret that counts once a code of it was shown. Fails with {@link TotpRefused} when there is one that counts already. */
    Uni<Fresh> begin(RecordedTransaction tx, UUID userId) {
        byte[] secret = randomBytes(SECRET_BYTES);
        Secret text = Secret.of(Base32.encode(secret));
        byte[] sealed = ring.seal(secret, SECOND_FACTOR.context(userId));
        Arrays.fill(secret, (byte) 0);
        return store.insert(tx, userId, sealed, clock.instant())
                .invoke(Totps::requireFirst)
                .chain(() -> newCodes(tx, userId))
                .map(codes -> new Fresh(text, codes));
    }

    private static void requireFirst(boolean first) {
        if (!first) {
            throw TotpRefused.alreadyOn();
        }
    }

    /** Confirms the secret by its first code; false when that is wrong. Fails with {@link TotpRefused} when it counts already. */
    Uni<Boolean> confirm(RecordedTransaction tx, UUID userId, Secret typed) {
        Code code = Code.typed(typed);
        return store.find(tx, userId)
                .invoke(found -> requireFirst(!found.map(Stored::confirmed).orElse(false)))
                .chain(found -> code.isTimed() ? useTimed(tx, userId, found, code, false) : wrong());
    }

    /** Uses a code up, of the app or for recovery; false when it is wrong or was used before. */
    public Uni<Boolean> use(RecordedTransaction tx, UUID userId, Secret typed) {
        Code code = Code.typed(typed);
        return code.isTimed()
                ? store.find(tx, userId).chain(found -> useTimed(tx, userId, found, code, true))
                : store.useCode(tx, userId, digest(userId, code.text()), clock.instant());
    }

    private Uni<Boolean> useTimed(
            RecordedTransaction tx, UUID userId, Optional<Stored> found, Code code, boolean confirmed) {
        OptionalLong step = found.map(stored -> step(userId, stored, code)).orElse(OptionalLong.empty());
        return step.isPresent() ? store.useStep(tx, userId, step.getAsLong(), confirmed) : wrong();
    }

    private OptionalLong step(UUID userId, Stored stored, Code code) {
        byte[] secret = ring.open(stored.sealedSecret().getBytes(), SECOND_FACTOR.context(userId));
        try {
            return Totp.step(secret, code.text().reveal(), clock.instant(), stored.lastStep());
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static Uni<Boolean> wrong() {
        return Uni.createFrom().item(false);
    }

    /** Takes the second factor away; false when there was none. */
    public Uni<Boolean> remove(RecordedTransaction tx, UUID userId) {
        return store.delete(tx, userId);
    }

    /** New recovery codes in place of the old ones. */
    Uni<List<Secret>> newCodes(RecordedTransaction tx, UUID userId) {
        List<Secret> codes = Stream.generate(() -> Secret.of(Base32.encode(randomBytes(CODE_BYTES))))
                .limit(CODES)
                .toList();
        List<byte[]> digests = codes.stream().map(code -> digest(userId, code)).toList();
        return store.replaceCodes(tx, userId, digests).replaceWith(codes);
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A plain digest will do for 80 random bits. */
    private static byte[] digest(UUID userId, Secret code) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((userId + ":" + code.reveal()).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
