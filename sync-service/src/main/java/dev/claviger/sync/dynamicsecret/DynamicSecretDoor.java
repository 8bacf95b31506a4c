package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.sync.dynamicsecret.PlaceWish.Place;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Right.Mark;
import dev.claviger.sync.right.Rights;
import dev.claviger.sync.vault.ProjectClient;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The way to dynamic secrets for the caller of a request: the project is looked for as the caller, and vault-service is asked for the right
 * with the metadata of what is meant, which is looked up for that alone before anything is answered.
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

    /** What somebody wants to do, and with what; what is not there has no marks, so that a refusal does not tell. */
    public record Deed(String action, Function<Spot, Uni<List<Mark>>> marks) {
        /** With something that has these marks, or is to have them. */
        public static Deed on(String action, List<Metadatum> metadata) {
            return new Deed(action, spot -> Uni.createFrom().item(DynamicSecretDoor.marks(metadata)));
        }
    }

    /** With what stands under the name. */
    public Deed named(String action, String name) {
        return new Deed(
                action,
                spot -> lookUp(spot, name)
                        .map(found -> found.map(DynamicSecret::metadata).orElse(List.of()))
                        .map(DynamicSecretDoor::marks));
    }

    /** Reads something in a folder as far as the caller has the right, and records it. */
    public <T> Uni<T> reading(Place place, Deed deed, AccessEvent event, Function<Spot, Uni<T>> work) {
        return recorded(place, event, spot -> require(spot, deed).chain(() -> work.apply(spot)));
    }

    /** The same for work that looks itself what the caller may. */
    <T> Uni<T> recorded(Place place, AccessEvent event, Function<Spot, Uni<T>> work) {
        return located(place, event).chain(spot -> attempts.recorded(spot.event(), () -> work.apply(spot)));
    }

    /** The same for work that records its success itself, in the transaction that brings it about. */
    public <T> Uni<T> changing(Place place, Deed deed, AccessEvent event, Function<Spot, Uni<T>> work) {
        return located(place, event)
                .chain(spot ->
                        attempts.tried(spot.event(), () -> require(spot, deed).chain(() -> work.apply(spot))));
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

    Uni<Void> require(Spot spot, Deed deed) {
        return deed.marks()
                .apply(spot)
                .chain(marks -> rights.require(right(spot, deed.action()).on(marks)));
    }

    Uni<Boolean> has(Spot spot, String action, List<Metadatum> metadata) {
        return rights.has(right(spot, action).on(marks(metadata)));
    }

    /**
     * Those that the caller may do this with. Who may without regard to metadata is asked about once, others about each sort of marks. Fails
     * as rights are refused where the caller may do it with none of them, nor with one without marks.
     */
    Uni<List<DynamicSecret>> allowed(Spot spot, String action, List<DynamicSecret> all) {
        return rights.has(right(spot, action))
                .chain(mayAll -> mayAll ? Uni.createFrom().item(all) : allowedOf(spot, action, all));
    }

    private Uni<List<DynamicSecret>> allowedOf(Spot spot, String action, List<DynamicSecret> all) {
        return Multi.createFrom()
                .iterable(all.stream().map(DynamicSecret::metadata).distinct().toList())
                .select()
                .when(metadata -> has(spot, action, metadata))
                .collect()
                .asList()
                .map(allowed -> all.stream()
                        .filter(each -> allowed.contains(each.metadata()))
                        .toList())
                .call(found -> found.isEmpty()
                        ? rights.require(right(spot, action).on(List.of()))
                        : Uni.createFrom().voidItem());
    }

    /** As rights are asked about them. */
    public static List<Mark> marks(List<Metadatum> metadata) {
        return metadata.stream()
                .map(each -> new Mark(String.valueOf(each.key()), String.valueOf(each.value())))
                .toList();
    }

    private static Right right(Spot spot, String action) {
        return Right.inFolder(spot.projectId(), spot.environment(), spot.path(), action, SUBJECT);
    }

    /** One in the folder. Fails with {@link DynamicSecretNotFound}. */
    public Uni<DynamicSecret> find(Spot spot, String name) {
        return lookUp(spot, name).map(found -> found.orElseThrow(() -> new DynamicSecretNotFound(name, spot.path())));
    }

    private Uni<Optional<DynamicSecret>> lookUp(Spot spot, String name) {
        return store.find(
                current.caller().orgId(), spot, name.replace("\0", "").strip().toLowerCase(Locale.ROOT));
    }

    /** What is stored under this id. */
    public Uni<Inputs> inputs(UUID inputsId) {
        return store.inputs(inputsId).chain(closed -> seal.open(inputsId, closed));
    }
}
