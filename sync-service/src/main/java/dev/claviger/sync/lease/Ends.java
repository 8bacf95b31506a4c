package dev.claviger.sync.lease;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.dynamicsecret.DynamicSecretConfig;
import dev.claviger.sync.dynamicsecret.DynamicSecretDoor;
import dev.claviger.sync.dynamicsecret.DynamicSecretStore;
import dev.claviger.sync.sqllogin.SqlLoginClient;
import dev.claviger.sync.sqllogin.SqlRefused;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Ends claimed leases: at the server first, then here. */
@ApplicationScoped
class Ends {
    private static final String UNKNOWN = "It could not be tried.";
    private static final int MOST_DOUBLINGS = 20;

    private final DynamicSecretStore secrets;
    private final DynamicSecretDoor door;
    private final LeaseSeal seal;
    private final SqlLoginClient server;
    private final EndStore store;
    private final LeaseEvents events;
    private final Outbox outbox;
    private final DynamicSecretConfig config;
    private final RandomGenerator chance;

    Ends(
            DynamicSecretStore secrets,
            DynamicSecretDoor door,
            LeaseSeal seal,
            SqlLoginClient server,
            EndStore store,
            LeaseEvents events,
            Outbox outbox,
            DynamicSecretConfig config,
            RandomGenerator chance) {
        this.secrets = secrets;
        this.door = door;
        this.seal = seal;
        this.server = server;
        this.store = store;
        this.events = events;
        this.outbox = outbox;
        this.config = config;
        this.chance = chance;
    }

    /** How long a claim lasts: longer than any try. */
    static Duration hold(DynamicSecretConfig config) {
        return config.serverTimeout().plusSeconds(30);
    }

    /** Fails only when the definition cannot be read here. */
    Uni<Ending> attempt(Lease lease) {
        return secrets.find(lease.secretId())
                .map(found -> new Ending(found.orElseThrow(), "", null, false))
                .chain(unnamed -> seal.open(lease)
                        .map(username -> new Ending(unnamed.secret(), username, null, false))
                        .chain(ending -> atServer(lease, ending))
                        .onFailure()
                        .recoverWithItem(problem -> {
                            warn(lease, problem);
                            return unnamed.failed(UNKNOWN, false);
                        }));
    }

    private Uni<Ending> atServer(Lease lease, Ending ending) {
        return door.inputs(lease.inputsId())
                .chain(inputs -> server.end(
                        inputs.account(), inputs.revocation(), lease.id(), ending.username(), config.serverTimeout()))
                .replaceWith(ending)
                .onFailure(Failure.class)
                .recoverWithItem(problem -> ending.failed(problem.text(), !(problem instanceof SqlRefused)));
    }

    private static void warn(Lease lease, Throwable problem) {
        Log.warnf(
                "lease not ended lease=%s cause=%s",
                lease.id(), problem.getClass().getName());
    }

    /** For nobody in particular: what failed is told once, and what ends. */
    Uni<Void> finish(Lease lease, UUID owner, Ending ending) {
        AccessEvent event = events.ended(ending.secret(), lease, ending.username());
        return outbox.transaction(tx -> settle(
                                tx, lease, owner, ending, ending.secret().isForced())
                        .invoke(ours -> {
                            if (ours && isWorthTelling(lease, ending)) {
                                tx.record(told(event, ending, ending.secret().isForced()));
                            }
                        }))
                .chain(() -> leaveServer(lease, ending));
    }

    private static boolean isWorthTelling(Lease lease, Ending ending) {
        return ending.problem() == null
                || lease.problem() == null
                || ending.secret().isForced();
    }

    /**
     * Writes down how it went: struck out when it ended, or when it is forgotten because somebody forced that, and else to be tried again.
     * False when another replica has it by now.
     */
    Uni<Boolean> settle(RecordedTransaction tx, Lease lease, UUID owner, Ending ending, boolean forced) {
        String problem = ending.problem();
        return problem == null || forced
                ? store.ended(tx, lease.id(), owner)
                : store.failed(tx, lease.id(), owner, problem, pause(lease));
    }

    /** Of one that was forgotten the log knows the name, so that somebody can look after it. */
    static AccessEvent told(AccessEvent event, Ending ending, boolean forced) {
        String problem = ending.problem();
        return problem == null
                ? event
                : event.with("leaseStatus", forced ? "Forgotten" : LeaseView.FAILED)
                        .failed(problem);
    }

    /** The others of a server that is away are not tried one by one. */
    Uni<Void> leaveServer(Lease lease, Ending ending) {
        String problem = ending.problem();
        return problem != null && ending.isServerAway() && !ending.secret().isForced()
                ? store.waitAlong(lease.inputsId(), problem, pause(lease))
                : Uni.createFrom().voidItem();
    }

    private Duration pause(Lease lease) {
        long doubled = config.retryAfter().toMillis() << Math.min(Math.max(lease.attempts() - 1, 0), MOST_DOUBLINGS);
        long most = Math.min(doubled, config.retryAtMost().toMillis());
        return Duration.ofMillis(most - chance.nextLong(Math.max(1, most / 4)));
    }
}
