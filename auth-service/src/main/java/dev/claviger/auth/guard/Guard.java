package dev.claviger.auth.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Slows guessing down. Each attempt is counted as a failure before anything is compared and forgiven when it succeeds: as many wrong
 * guesses as are allowed are judged, and not one more, however they are spread over connections, replicas and restarts.
 */
@ApplicationScoped
public class Guard {
    private static final int NETWORK_BYTES = 8;

    private final AttemptStore store;
    private final Outbox outbox;
    private final Refusals refusals;
    private final AuthConfig.Guard config;
    private final Clock clock;

    Guard(AttemptStore store, Outbox outbox, Refusals refusals, AuthConfig config, Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.refusals = refusals;
        this.config = config.guard();
        this.clock = clock;
    }

    /**
     * Admits an attempt. Fails with {@link Locked}.
     *
     * @param account what is guessed at, in its one spelling
     */
    public Uni<Void> admit(String account, AccessEvent attempt) {
        return reserve(address(attempt), config.addressFailures(), attempt, "address")
                .chain(() -> reserve(key("account", account), config.accountFailures(), attempt, "account"));
    }

    /** Admits an attempt where there is no account to guess at, only a secret. Fails with {@link Locked}. */
    public Uni<Void> admit(AccessEvent attempt) {
        return reserve(address(attempt), config.addressFailures(), attempt, "address");
    }

    /** Takes the count of an attempt back that was admitted by its address alone and has shown the right secret. */
    public Uni<Void> forgive(AccessEvent attempt) {
        return store.forgiveOne(address(attempt));
    }

    /** Takes the count of an attempt back that has succeeded. Only the account starts anew; the address may still guess at others. */
    public Uni<Void> forgive(String account, AccessEvent attempt) {
        return store.forgiveAll(key("account", account)).chain(() -> store.forgiveOne(address(attempt)));
    }

    /** Takes the count of an attempt back that was not judged, so that a storm of logins locks nobody out. */
    public Uni<Void> withdraw(String account, AccessEvent attempt) {
        return store.forgiveOne(key("account", account)).chain(() -> store.forgiveOne(address(attempt)));
    }

    private Uni<Void> reserve(byte[] key, int most, AccessEvent attempt, String what) {
        Instant now = clock.instant();
        return store.reserve(key, most, now, now.minus(config.window()))
                .invoke(failures -> requireFree(failures, attempt))
                .call(failures -> failures == most
                        ? recordLock(attempt, what)
                        : Uni.createFrom().voidItem())
                .replaceWithVoid();
    }

    private void requireFree(int failures, AccessEvent attempt) {
        if (failures == 0) {
            Locked refusal = new Locked();
            refusals.note(attempt.name(), attempt.origin(), refusal.text());
            throw refusal;
        }
    }

    /** Once per lock, for accounts that exist and those that do not. */
    private Uni<Void> recordLock(AccessEvent attempt, String what) {
        return outbox.record(attempt.with("lockedAccountOrAddress", what)
                .denied("check=lockout: this is the last attempt on this %s for %d s unless it succeeds"
                        .formatted(what, config.window().toSeconds())));
    }

    private static byte[] address(AccessEvent attempt) {
        return key("address", network(attempt.origin().ip()));
    }

    /** A household has a /64 of IPv6, so that is one address. */
    static String network(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(six.getAddress(), 0, NETWORK_BYTES)
                    : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    private static byte[] key(String kind, String what) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((kind + ":" + what).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
