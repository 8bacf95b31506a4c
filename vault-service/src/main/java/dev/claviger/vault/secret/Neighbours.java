package dev.claviger.vault.secret;

import dev.claviger.vault.project.Project;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.reference.Target;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The other projects of the organisation to which the values of one project refer, as one caller may see them. Lives in one request. */
final class Neighbours {
    private final int most;
    private final Function<String, Uni<Optional<View>>> door;
    private final Map<String, Optional<View>> bySlug = new LinkedHashMap<>();
    private final Map<UUID, UUID> projectOfSecret = new HashMap<>();

    /** @param door opens a project by its slug; empty when there is none */
    Neighbours(int most, Function<String, Uni<Optional<View>>> door) {
        this.most = most;
        this.door = door;
    }

    /** Fails with {@link AnswerTooLarge} when the answer draws from too many projects, before any of them is opened. */
    Uni<Void> load(Set<Place> places) {
        Map<String, Set<Place>> wanted = places.stream()
                .collect(Collectors.groupingBy(
                        Place::project, LinkedHashMap::new, Collectors.mapping(Place::local, Collectors.toSet())));
        long fresh = wanted.keySet().stream()
                .filter(slug -> !bySlug.containsKey(slug))
                .count();
        if (bySlug.size() + fresh > most) {
            return Uni.createFrom().failure(new AnswerTooLarge(most + " other projects"));
        }
        return Multi.createFrom()
                .iterable(wanted.entrySet())
                .onItem()
                .transformToUniAndConcatenate(entry -> load(entry.getKey(), entry.getValue()))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> load(String slug, Set<Place> places) {
        return open(slug)
                .chain(found -> found.map(view -> view.load(places))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Optional<View>> open(String slug) {
        return bySlug.containsKey(slug)
                ? Uni.createFrom().item(known(slug))
                : door.apply(slug).invoke(found -> bySlug.put(slug, found));
    }

    private Optional<View> known(String slug) {
        return bySlug.getOrDefault(slug, Optional.empty());
    }

    /**
     * Rights are asked for before anything else: who may not read there does not learn which environments there are, either.
     */
    Target find(Address address) {
        String slug = address.place().project();
        return bySlug.containsKey(slug)
                ? known(slug)
                        .map(view -> find(view, new Address(address.place().local(), address.key())))
                        .orElseGet(Target.Absent::new)
                : new Target.Unloaded();
    }

    private Target find(View view, Address address) {
        if (!view.knows(address.place())) {
            return new Target.Unloaded();
        }
        if (!view.mayReadValue(address)) {
            return new Target.Denied();
        }
        Target target = view.find(address);
        if (target instanceof Target.Found found) {
            projectOfSecret.put(found.ref().id(), view.project().id());
        }
        return target;
    }

    /** The project of a secret that was found here. */
    Optional<UUID> projectOf(UUID secretId) {
        return Optional.ofNullable(projectOfSecret.get(secretId));
    }

    /** The projects that were asked for, by slug; empty for those that do not exist. */
    Map<String, Optional<Project>> seen() {
        Map<String, Optional<Project>> seen = new LinkedHashMap<>();
        bySlug.forEach((slug, found) -> seen.put(slug, found.map(View::project)));
        return seen;
    }
}
