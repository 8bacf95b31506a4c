package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.sync.dynamicsecret.PlaceWish.Place;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Rights;
import dev.claviger.sync.vault.ProjectClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/**
 * The way to dynamic secrets for the caller of a request: the project is looked for as the caller, the right is asked of vault-service, and
 * only then anything is looked up here.
 */
@ApplicationScoped
public class DynamicSecretDoor {
    public static final String READ = "read-root-credential";
    public static final String CREATE = "create-root-credential";
    public static final String EDIT = "edit-root-credential";
    public static final String DELETE = "delete-root-credential";
    public static final String LEASE = "lease";
    private static final String SUBJECT = "dynamic-secrets";

    private final CurrentRequest current;
    private final ProjectClient projects;
    private final DynamicSecretStore store;
    private final InputsSeal seal;
    private final Rights rights;
    private final Attempts attempts;

    DynamicSecretDoor(
            CurrentRequest current,
            ProjectClient projects,
            DynamicSecretStore store,
            InputsSeal seal,
            Rights rights,
            Attempts attempts) {
        this.current = current;
        this.projects = projects;
        this.store = store;
        this.seal = seal;
        this.rights = rights;
        this.attempts = attempts;
    }

    /** Reads something in a folder in which the caller has the right, and records it. */
    public <T> Uni<T> reading(Place place, String action, AccessEvent event, Function<Spot, Uni<T>> work) {
        return located(place, event)
                .chain(spot -> attempts.recorded(
                        spot.event(), () -> require(spot, action).chain(() -> work.apply(spot))));
    }

    /** The same for work that records its success itself, in the transaction that brings it about. */
    public <T> Uni<T> changing(Place place, String action, AccessEvent event, Function<Spot, Uni<T>> work) {
        return located(place, event)
                .chain(spot ->
                        attempts.tried(spot.event(), () -> require(spot, action).chain(() -> work.apply(spot))));
    }

    private Uni<Spot> located(Place place, AccessEvent event) {
        AccessEvent nowhere =
                event.in(null, place.environment(), place.path()).with("projectSlug", place.projectSlug());
        return attempts.tried(nowhere, () -> projects.find(place.projectSlug(), current.bearer(), current.origin()))
                .map(projectId -> new Spot(
                        projectId,
                        place.environment(),
                        place.path(),
                        event.in(projectId, place.environment(), place.path())
                                .with("projectId", projectId)
                                .with("environment", place.environment())
                                .with("secretPath", place.path())));
    }

    Uni<Void> require(Spot spot, String action) {
        return rights.require(right(spot, action));
    }

    Uni<Boolean> has(Spot spot, String action) {
        return rights.has(right(spot, action));
    }

    private static Right right(Spot spot, String action) {
        return Right.inFolder(spot.projectId(), spot.environment(), spot.path(), action, SUBJECT);
    }

    /** One in the folder. Fails with {@link DynamicSecretNotFound}. */
    public Uni<DynamicSecret> find(Spot spot, String name) {
        return store.find(
                        current.caller().orgId(),
                        spot,
                        name.replace("\0", "").strip().toLowerCase(Locale.ROOT))
                .map(found -> found.orElseThrow(() -> new DynamicSecretNotFound(name, spot.path())));
    }

    /** What is stored under this id. */
    public Uni<Inputs> inputs(UUID inputsId) {
        return store.inputs(inputsId).chain(closed -> seal.open(inputsId, closed));
    }
}
