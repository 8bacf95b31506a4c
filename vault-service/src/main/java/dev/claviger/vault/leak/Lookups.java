package dev.claviger.vault.leak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.fingerprint.FingerprintConfig;
import dev.claviger.vault.fingerprint.Fingerprints;
import dev.claviger.vault.keyring.Fingerprint;
import dev.claviger.vault.keyring.FingerprintKey;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.PermissionDenied;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks a value up in everything the organisation stores. Who may do this learns where a value is that they have already; nobody learns a
 * value. The same questions are asked whether something is found or not, and each is recorded before it is answered.
 */
@ApplicationScoped
class Lookups {
    private static final String ACTION = "lookup";
    private static final String SUBJECT = "leaked-values";
    private static final int MOST_MATCHES = 1_000;
    private static final Secret NOTHING = Secret.of("");

    private final LeakStore store;
    private final Fingerprints fingerprints;
    private final FingerprintConfig config;
    private final Gate gate;
    private final Outbox outbox;
    private final Vertx workers;

    Lookups(
            LeakStore store,
            Fingerprints fingerprints,
            FingerprintConfig config,
            Gate gate,
            Outbox outbox,
            Vertx workers) {
        this.store = store;
        this.fingerprints = fingerprints;
        this.config = config;
        this.gate = gate;
        this.outbox = outbox;
        this.workers = workers;
    }

    /** Fails with {@link TextTooLong} and {@link LookupsOff} among others. */
    Uni<LookupAnswer> lookup(Caller caller, @Nullable Secret pasted, AccessEvent event) {
        Secret value = pasted == null ? NOTHING : pasted;
        return requireAdministrator(caller, event)
                .chain(() -> gate.settle(event, Uni.createFrom().voidItem().invoke(() -> requireFit(value))))
                .chain(() -> fingerprints.key(caller.orgId()))
                .chain(key -> workers.executeBlocking(() -> guesses(key, value), false))
                .chain(wanted -> find(caller.orgId(), wanted))
                .call(answer -> outbox.record(told(event, answer)));
    }

    private Uni<Void> requireAdministrator(Caller caller, AccessEvent event) {
        return caller.orgRole() == OrgRole.ADMIN
                ? Uni.createFrom().voidItem()
                : gate.refuse(PermissionDenied.outright(ACTION, SUBJECT), event);
    }

    private void requireFit(Secret value) {
        if (!config.enabled()) {
            throw new LookupsOff();
        }
        int length = value.reveal().getBytes(UTF_8).length;
        if (length > config.maxLookupBytes()) {
            throw new TextTooLong(config.maxLookupBytes());
        }
        Validation check = new Validation();
        check.check(
                length >= config.minValueBytes(),
                "value",
                "Must have at least %d bytes: shorter values have no fingerprint and cannot be looked up"
                        .formatted(config.minValueBytes()));
        check.done();
    }

    /** On a worker, for a long text takes the processor for a while. */
    private Map<Fingerprint, Variant> guesses(FingerprintKey key, Secret value) {
        Map<Fingerprint, Variant> wanted = new LinkedHashMap<>();
        Variants.of(value).stream()
                .filter(guess -> guess.length() >= config.minValueBytes())
                .forEach(guess -> wanted.putIfAbsent(key.of(guess.bytes()), guess.variant()));
        return wanted;
    }

    /** Whether it is complete is asked first: what was missing then may be found already, and never the other way round. */
    private Uni<LookupAnswer> find(UUID orgId, Map<Fingerprint, Variant> wanted) {
        return store.isComplete(orgId)
                .chain(complete -> store.find(orgId, wanted, MOST_MATCHES + 1).map(found -> answer(found, complete)));
    }

    private static LookupAnswer answer(List<Match> found, boolean complete) {
        List<Match> matches = found.stream().limit(MOST_MATCHES).toList();
        int current = (int) matches.stream().filter(Match::current).count();
        return new LookupAnswer(matches, found.size() > MOST_MATCHES, current, complete);
    }

    private static AccessEvent told(AccessEvent event, LookupAnswer answer) {
        return event.with("matches", answer.matches().size())
                .with("current", answer.current())
                .with("complete", answer.complete())
                .with("found", answer.matches().stream().map(Lookups::told).toList());
    }

    private static Map<String, Object> told(Match match) {
        return Map.of("projectId", match.projectId(), "secretId", match.secretId(), "version", match.version());
    }
}
