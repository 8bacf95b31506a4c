package dev.claviger.kernel.principal;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.VerifiedToken;
import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.principal.KnownPrincipal.Machine;
import io.quarkus.logging.Log;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The principals and revoked tokens of all organisations as the topic tells them, in memory. Thread-safe; looking something up costs no
 * I/O. What was never heard of is unknown, not absent: a token may be faster than the word about its principal.
 */
@ApplicationScoped
public class Principals {
    /** {@code iat} counts whole seconds and clocks differ a little: nearer than this to a revocation, only auth-service can tell. */
    private static final Duration BLUR = Duration.ofSeconds(1);

    private volatile View view = new View();
    /** What a topic that was made anew tells, until that is everything. Of the one thread that reads it. */
    private @Nullable View next;

    /** Who it is; the kind is {@code identity}, {@code user} or {@code group}. */
    private record Key(String kind, UUID orgId, UUID id) {}

    private record Versioned<T>(long version, T value) {}

    /** What is known of a caller; empty when the topic has not told of it. */
    public Optional<KnownPrincipal> find(Caller.Kind kind, UUID orgId, UUID id) {
        return find(new Key(kind.text(), orgId, id));
    }

    /**
     * What the caller may do in its organisation: by the roles that the topic tells, else by the built-in one that its token names, which
     * is never more.
     */
    public Reach reach(Caller caller) {
        return find(caller.kind(), caller.orgId(), caller.id())
                .map(KnownPrincipal::own)
                .orElseGet(() -> Reach.of(caller.orgRole()));
    }

    /** What is known of a group; empty when the topic has not told of it, or told that it is gone. */
    public Optional<KnownPrincipal> findGroup(UUID orgId, UUID id) {
        return find(new Key("group", orgId, id));
    }

    /** All of a kind in an organisation that may act there, with their ids. It looks at everybody, so it is for administrators' questions. */
    public Map<UUID, KnownPrincipal> active(Caller.Kind kind, UUID orgId) {
        return active(kind.text(), orgId);
    }

    /** All groups of an organisation, with their ids. As {@link #active}. */
    public Map<UUID, KnownPrincipal> groups(UUID orgId) {
        return active("group", orgId);
    }

    private Map<UUID, KnownPrincipal> active(String kind, UUID orgId) {
        Map<UUID, KnownPrincipal> found = new HashMap<>();
        view.principals().forEach((key, known) -> {
            if (key.orgId().equals(orgId)
                    && key.kind().equals(kind)
                    && known.value().active()) {
                found.put(key.id(), known.value());
            }
        });
        return found;
    }

    private Optional<KnownPrincipal> find(Key key) {
        return Optional.ofNullable(view.principals().get(key)).map(Versioned::value);
    }

    Verdict judge(VerifiedToken token) {
        Caller caller = token.caller();
        if (view.revokedTokens().containsKey(caller.tokenId())) {
            return Verdict.ENDED;
        }
        return find(caller.kind(), caller.orgId(), caller.id())
                .map(known -> judge(known, token.terms().issuedAt()))
                .orElse(Verdict.LIVE);
    }

    private static Verdict judge(KnownPrincipal known, Instant issuedAt) {
        if (!known.active()) {
            return Verdict.ENDED;
        }
        if (known.revokedUntil().equals(Instant.MIN)
                || issuedAt.isAfter(known.revokedUntil().plus(BLUR))) {
            return Verdict.LIVE;
        }
        return issuedAt.isBefore(known.revokedUntil().minus(BLUR)) ? Verdict.ENDED : Verdict.UNSURE;
    }

    /**
     * Takes a record of the topic. Older versions than the one it has are ignored, and so is what it cannot read.
     *
     * @param body null when the key was removed
     */
    void apply(String key, long version, @Nullable String body) {
        view.apply(key, version, body);
        if (next != null) {
            next.apply(key, version, body);
        }
    }

    /** What comes from now on is all there is. Until {@link #settle} what is known goes on to count, and what comes counts as well. */
    void startOver() {
        next = view.isEmpty() ? null : new View();
    }

    /** Everything has come: what did not is forgotten. Does nothing without {@link #startOver}. */
    void settle() {
        View complete = next;
        if (complete != null) {
            view = complete;
            next = null;
        }
    }

    private record View(Map<Key, Versioned<KnownPrincipal>> principals, Map<UUID, Long> revokedTokens) {
        View() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        boolean isEmpty() {
            return principals.isEmpty() && revokedTokens.isEmpty();
        }

        void apply(String key, long version, @Nullable String body) {
            try {
                String[] parts = key.split(":", -1);
                if (parts.length == 2 && parts[0].equals("token")) {
                    applyToken(UUID.fromString(parts[1]), version, body);
                } else if (parts.length == 3) {
                    applyPrincipal(
                            new Key(parts[0], UUID.fromString(parts[1]), UUID.fromString(parts[2])), version, body);
                }
            } catch (RuntimeException unreadable) {
                Log.errorf(
                        "record of principals not understood key=%s cause=%s",
                        key, unreadable.getClass().getName());
            }
        }

        private void applyToken(UUID id, long version, @Nullable String body) {
            revokedTokens.compute(
                    id, (same, old) -> old != null && old > version ? old : body == null ? null : version);
        }

        private void applyPrincipal(Key key, long version, @Nullable String body) {
            principals.compute(
                    key,
                    (same, old) -> old != null && old.version() > version
                            ? old
                            : body == null ? null : new Versioned<>(version, read(new JsonObject(body))));
        }
    }

    private static KnownPrincipal read(JsonObject body) {
        @Nullable Long revokedUntil = body.getLong("revokedUntil");
        return new KnownPrincipal(
                body.getString("name", ""),
                body.getString("orgRole", ""),
                body.getBoolean("enabled", true) && !body.getBoolean("deleted", false),
                groups(body.getJsonArray("groups", new JsonArray())),
                revokedUntil == null ? Instant.MIN : Instant.ofEpochSecond(revokedUntil),
                own(body.getJsonArray("roles")),
                machine(body));
    }

    /** Rules that this service does not understand leave the built-in role, and everything else that the record says. */
    private static @Nullable Reach own(@Nullable JsonArray roles) {
        try {
            return roles == null ? null : Reach.ofRoles(roles);
        } catch (RuntimeException unreadable) {
            Log.errorf(
                    "roles of a principal not understood cause=%s",
                    unreadable.getClass().getName());
            return null;
        }
    }

    private static Machine machine(JsonObject body) {
        Map<String, String> metadata = new HashMap<>();
        body.getJsonObject("metadata", new JsonObject())
                .forEach(entry -> metadata.put(entry.getKey(), String.valueOf(entry.getValue())));
        List<String> methods = body.getJsonArray("authMethods", new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
        @Nullable String projectId = body.getString("projectId");
        return new Machine(
                metadata,
                methods,
                body.getBoolean("hasDeleteProtection", false),
                projectId == null ? null : UUID.fromString(projectId));
    }

    private static Set<UUID> groups(JsonArray ids) {
        return ids.stream().map(id -> UUID.fromString((String) id)).collect(Collectors.toUnmodifiableSet());
    }
}
