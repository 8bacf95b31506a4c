package dev.claviger.vault.secret;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.reference.Target;
import dev.claviger.vault.sharing.Share;
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
import org.jspecify.annotations.Nullable;

/**
 * The other projects of the organisation to which the values of one project refer, as one caller may see them from there: the folders
 * that are shared with that project, by whatever way a reference leads into them. Lives in one request.
 */
final class Neighbours {
    private final int most;
    private final Function<String, Uni<Optional<Neighbour>>> door;
    private final Map<String, Optional<Neighbour>> bySlug = new LinkedHashMap<>();
    private final Map<UUID, Origin> origins = new HashMap<>();

    /**
     * Another project.
     *
     * @param view empty when nothing of it is shared
     * @param shares by the id of the folder
     */
    record Neighbour(Project project, Optional<View> view, Map<UUID, Share> shares) {}

    private record Origin(UUID projectId, UUID grantId) {}

    /** @param door opens a project by its slug; empty when there is none */
    Neighbours(int most, Function<String, Uni<Optional<Neighbour>>> door) {
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
                .chain(found -> found.flatMap(Neighbour::view)
                        .map(view -> view.load(places))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Optional<Neighbour>> open(String slug) {
        return bySlug.containsKey(slug)
                ? Uni.createFrom().item(known(slug))
                : door.apply(slug).invoke(found -> bySlug.put(slug, found));
    }

    private Optional<Neighbour> known(String slug) {
        return bySlug.getOrDefault(slug, Optional.empty());
    }

    /** What is not shared is as if it were not there: nobody learns by a reference which projects, environments or folders there are. */
    Target find(Address address) {
        String slug = address.place().project();
        if (!bySlug.containsKey(slug)) {
            return new Target.Unloaded();
        }
        Optional<Neighbour> neighbour = known(slug);
        return neighbour
                .flatMap(Neighbour::view)
                .map(view -> find(
                        view,
                        neighbour.get().shares(),
                        new Address(address.place().local(), address.key())))
                .orElseGet(Target.Absent::new);
    }

    private Target find(View view, Map<UUID, Share> shares, Address address) {
        if (!view.knows(address.place())) {
            return new Target.Unloaded();
        }
        @Nullable
        Share share = view.at(address.place()) instanceof FolderImage.Folder folder ? shares.get(folder.id()) : null;
        if (share == null) {
            return new Target.Absent();
        }
        Target target = share.lendsReadAccess() ? view.lent(address) : view.find(address);
        if (target instanceof Target.Found found) {
            origins.put(found.ref().id(), new Origin(view.project().id(), share.grantId()));
        }
        return target;
    }

    /** The project of a secret that was found here. */
    Optional<UUID> projectOf(UUID secretId) {
        return Optional.ofNullable(origins.get(secretId)).map(Origin::projectId);
    }

    /** The grant by which a secret was found here. */
    Optional<UUID> grantOf(UUID secretId) {
        return Optional.ofNullable(origins.get(secretId)).map(Origin::grantId);
    }

    /** The projects that were asked for, by slug; empty for those that do not exist. */
    Map<String, Optional<Project>> seen() {
        Map<String, Optional<Project>> seen = new LinkedHashMap<>();
        bySlug.forEach((slug, found) -> seen.put(slug, found.map(Neighbour::project)));
        return seen;
    }
}
