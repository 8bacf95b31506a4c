package dev.claviger.audit.tlog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.audit.right.AuditRights;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.shard.ShardStore;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.principal.Standing;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/**
 * Who may read which log. A verifier fetches thousands of tiles, each of which would lengthen the log that it verifies; so the tiles
 * that one login reads of one log within ten minutes are one entry. Every refusal is one, too.
 */
@ApplicationScoped
class Readers {
    static final String TILES_READ = "audit-log-tiles-read";
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int REMEMBERED = 50_000;

    private final CurrentRequest current;
    private final AuditRights rights;
    private final ShardStore shards;
    private final Standing standing;
    private final Outbox outbox;
    private final Cache<Session, Boolean> recorded = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(WINDOW)
            .build();

    private record Session(UUID token, String origin) {}

    Readers(CurrentRequest current, AuditRights rights, ShardStore shards, Standing standing, Outbox outbox) {
        this.standing = standing;
        this.current = current;
        this.rights = rights;
        this.shards = shards;
        this.outbox = outbox;
    }

    /** The shard, for somebody who may read it. Fails with {@link LogNotFound}; the rest of the world learns nothing. */
    Uni<Shard> open(String org, String name) {
        Caller caller = current.caller();
        AccessEvent reading = current.event(TILES_READ).with("log", org).with("shard", name);
        if (!mayRead(caller, org)) {
            return refuse(reading.denied("log: expected one of the caller's organisation and read on audit-logs"));
        }
        return find(org, name).call(shard -> record(caller, shard, reading));
    }

    /** The caller, when it may read the log of its own organisation. Fails with {@link NotAllowed}, which is recorded. */
    Uni<Caller> member(String eventName) {
        Caller caller = current.caller();
        return rights.readsAll(caller)
                ? Uni.createFrom().item(caller)
                : outbox.record(current.event(eventName).denied("organisation permission: expected read on audit-logs"))
                        .chain(() -> Uni.createFrom().failure(new NotAllowed()));
    }

    Uni<Shard> find(String org, String name) {
        return name.indexOf('\0') >= 0
                ? Uni.createFrom().failure(LogNotFound.log())
                : shards.find(org, name).map(found -> found.orElseThrow(LogNotFound::log));
    }

    /** On a public route: whether who calls brings a token that may read the log of this organisation. */
    Uni<Boolean> isReader(String org) {
        return Uni.createFrom()
                .deferred(() -> standing.check(current.bearer(), current.origin()))
                .map(caller -> mayRead(caller, org))
                .onFailure()
                .recoverWithItem(false);
    }

    private boolean mayRead(Caller caller, String org) {
        return rights.readsAll(caller) && caller.orgId().toString().equals(org);
    }

    private Uni<Void> record(Caller caller, Shard shard, AccessEvent reading) {
        Session session = new Session(caller.tokenId(), shard.origin());
        return recorded.getIfPresent(session) != null
                ? Uni.createFrom().voidItem()
                : outbox.record(reading).invoke(() -> recorded.put(session, true));
    }

    private <T> Uni<T> refuse(AccessEvent refused) {
        return outbox.record(refused).chain(() -> Uni.createFrom().failure(LogNotFound.log()));
    }
}
