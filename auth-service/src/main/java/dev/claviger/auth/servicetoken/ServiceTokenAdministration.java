package dev.claviger.auth.servicetoken;

import dev.claviger.auth.project.VaultClient;
import dev.claviger.auth.servicetoken.ServiceToken.Creator;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import dev.claviger.kernel.caller.ServiceTokenText;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes service tokens, lists them and takes them away. The project says first whether the caller may; every act and every refusal is
 * recorded.
 */
@ApplicationScoped
class ServiceTokenAdministration {
    private static final int BYTES = 32;
    private static final String RIGHTS = "service-token-rights";

    private final ServiceTokenStore store;
    private final VaultClient vault;
    private final Outbox outbox;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ServiceTokenAdministration(
            ServiceTokenStore store, VaultClient vault, Outbox outbox, CurrentRequest current, Ids ids, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.outbox = outbox;
        this.current = current;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What is asked of the project.
     *
     * @param action of the subject {@code service-tokens}
     * @param scopes of the token to be made; empty for other actions
     */
    record Question(String action, List<Scope> scopes, List<String> permissions) {}

    /** A new token; its text exists here and in the answer only. */
    record Created(Secret text, ServiceToken token) {}

    Uni<Created> create(ServiceTokenWish wish, Secret bearer) {
        ServiceToken token = token(wish);
        Secret text = text(token.id());
        byte[] digest = ServiceTokenText.parse(text).digest();
        AccessEvent event = described(current.event("create-service-token"), token);
        Question question = new Question("create", wish.scopes(), wish.permissions());
        return recorded(
                event,
                () -> vault.post(wish.projectId(), RIGHTS, question, bearer, current.origin())
                        .chain(() -> outbox.transaction(tx -> {
                            tx.record(event);
                            return store.insert(tx, token, digest);
                        }))
                        .replaceWith(() -> new Created(text, token)));
    }

    Uni<List<ServiceToken>> list(UUID projectId, Secret bearer) {
        AccessEvent event = current.event("get-service-tokens").in(projectId, null, null);
        return recorded(
                event,
                () -> vault.post(projectId, RIGHTS, question("read"), bearer, current.origin())
                        .chain(() -> outbox.transaction(tx -> {
                            tx.record(event);
                            return store.list(tx, current.caller().orgId(), projectId);
                        })));
    }

    Uni<ServiceToken> delete(UUID id, Secret bearer) {
        AccessEvent attempt = current.event("delete-service-token").with("serviceTokenId", id.toString());
        UUID orgId = current.caller().orgId();
        return recorded(
                attempt,
                () -> store.find(orgId, id)
                        .map(found -> found.orElseThrow(() -> ServiceTokenRefused.notFound(id)))
                        .call(token ->
                                vault.post(token.projectId(), RIGHTS, question("delete"), bearer, current.origin()))
                        .call(token -> delete(token, attempt)));
    }

    private Uni<Void> delete(ServiceToken token, AccessEvent attempt) {
        return outbox.transaction(tx -> {
            tx.record(described(attempt, token));
            return store.delete(tx, token.orgId(), token.id())
                    .invoke(gone -> requireGone(gone, token.id()))
                    .replaceWithVoid();
        });
    }

    private static void requireGone(boolean gone, UUID id) {
        if (!gone) {
            throw ServiceTokenRefused.notFound(id);
        }
    }

    private <T> Uni<T> recorded(AccessEvent attempt, Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .<T>deferred(work)
                .onFailure(ServiceTokenAdministration::isRefusal)
                .call(refusal -> outbox.record(attempt.denied(((Failure) refusal).text())));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Failure refusal && refusal.kind() != Failure.Kind.UNAVAILABLE;
    }

    private static Question question(String action) {
        return new Question(action, List.of(), List.of());
    }

    private ServiceToken token(ServiceTokenWish wish) {
        Caller maker = current.caller();
        Instant now = clock.instant();
        @Nullable Instant end = wish.expiresIn() == 0 ? null : now.plusSeconds(wish.expiresIn());
        return new ServiceToken(
                ids.nextPublic(),
                maker.orgId(),
                wish.projectId(),
                wish.name(),
                wish.scopes(),
                wish.permissions(),
                wish.legacy(),
                new Creator(maker.kind().text(), maker.id()),
                end,
                null,
                now,
                now);
    }

    private Secret text(UUID id) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Secret.of("st." + id + "." + HexFormat.of().formatHex(bytes));
    }

    static AccessEvent described(AccessEvent event, ServiceToken token) {
        return event.in(token.projectId(), null, null)
                .with("serviceTokenId", token.id().toString())
                .with("name", token.name())
                .with("permissions", token.permissions())
                .with(
                        "scopes",
                        token.scopes().stream()
                                .map(scope ->
                                        Map.of("environment", scope.environment(), "secretPath", scope.secretPath()))
                                .toList());
    }
}
