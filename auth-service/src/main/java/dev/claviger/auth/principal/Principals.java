package dev.claviger.auth.principal;

import dev.claviger.auth.principal.Principal.Kind;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Tells the other services what changed about a principal or a token. Everything here is part of the transaction of the change: both
 * happen or neither, and the word goes out right after the commit.
 */
@ApplicationScoped
public class Principals {
    private final PrincipalStore store;
    private final PrincipalRelay relay;
    private final Clock clock;

    Principals(PrincipalStore store, PrincipalRelay relay, Clock clock) {
        this.store = store;
        this.relay = relay;
        this.clock = clock;
    }

    /** It was made, or something of it changed. What {@link #revokeAll} said stays. */
    public Uni<Void> put(RecordedTransaction tx, Principal principal) {
        return merge(tx, principal, described(principal).put("groups", ids(principal)));
    }

    /** As {@link #put}, by someone who does not know the groups: those it was last said to be in stay. */
    public Uni<Void> putButGroups(RecordedTransaction tx, Principal principal) {
        return merge(tx, principal, described(principal));
    }

    /**
     * It is gone. Of machines and people a mark stays for good, because it refuses tokens that may live for years; a group, which has
     * none, is forgotten.
     */
    public Uni<Void> remove(RecordedTransaction tx, Kind kind, UUID orgId, UUID id) {
        String key = key(kind, orgId, id);
        return tell(
                tx,
                kind == Kind.GROUP
                        ? store.drop(tx, key)
                        : store.replace(tx, key, about(kind, orgId, id).put("deleted", true)));
    }

    /**
     * The token with this {@code jti} is refused from now on, with all its renewals.
     *
     * @param forgetAfter when the last of them will have ended by itself; {@link Instant#MAX} when it has no end
     */
    public Uni<Void> revokeToken(RecordedTransaction tx, UUID tokenId, Instant forgetAfter) {
        return revokeTokens(tx, List.of(new Revoked(tokenId, forgetAfter)));
    }

    /** As {@link #revokeToken}, for many. */
    public Uni<Void> revokeTokens(RecordedTransaction tx, List<Revoked> tokens) {
        return tokens.isEmpty() ? Uni.createFrom().voidItem() : tell(tx, store.insertTokens(tx, tokens));
    }

    /**
     * Every token that the principal was issued until now is refused. It says so by the {@code iat} of tokens, which counts whole
     * seconds: about one issued within a second of now the other services ask here, so the check of this service must know better. What an
     * earlier call said is never taken back.
     *
     * @param newest when the last of the tokens was issued, perhaps by a replica whose clock is ahead; {@link Instant#MIN} for never
     */
    public Uni<Void> revokeAll(RecordedTransaction tx, Kind kind, UUID orgId, UUID id, Instant newest) {
        Instant now = clock.instant();
        long until = (newest.isAfter(now) ? newest : now).getEpochSecond();
        return tell(tx, store.revokeUntil(tx, key(kind, orgId, id), about(kind, orgId, id), until));
    }

    /** A revoked token and when nobody needs to remember it any more; {@link Instant#MAX} for never. */
    public record Revoked(UUID tokenId, Instant forgetAfter) {}

    private Uni<Void> merge(RecordedTransaction tx, Principal principal, JsonObject body) {
        return tell(tx, store.merge(tx, key(principal.kind(), principal.orgId(), principal.id()), body));
    }

    private Uni<Void> tell(RecordedTransaction tx, Uni<Void> change) {
        tx.afterCommit(relay::wake);
        return change;
    }

    private static JsonObject described(Principal principal) {
        JsonObject body = about(principal.kind(), principal.orgId(), principal.id())
                .put("name", principal.name())
                .put("orgRole", principal.orgRole())
                .put("enabled", principal.enabled())
                .put("roles", principal.roles());
        return principal.machine() == null ? body : described(body, principal.machine());
    }

    private static JsonObject described(JsonObject body, Principal.Machine machine) {
        JsonObject described = body.put("metadata", new JsonObject(new TreeMap<>(machine.metadata())))
                .put("authMethods", new JsonArray(machine.authMethods()))
                .put("hasDeleteProtection", machine.hasDeleteProtection());
        return machine.projectId() == null
                ? described
                : described.put("projectId", machine.projectId().toString());
    }

    private static JsonObject about(Kind kind, UUID orgId, UUID id) {
        return new JsonObject()
                .put("kind", kind.text())
                .put("id", id.toString())
                .put("orgId", orgId.toString());
    }

    private static JsonArray ids(Principal principal) {
        return new JsonArray(
                principal.groups().stream().map(UUID::toString).sorted().toList());
    }

    private static String key(Kind kind, UUID orgId, UUID id) {
        return kind.text() + ":" + orgId + ":" + id;
    }
}
