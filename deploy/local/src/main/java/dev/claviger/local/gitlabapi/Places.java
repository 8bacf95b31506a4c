package dev.claviger.local.gitlabapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The projects and groups of the instance and who has which role in them. */
final class Places {
    static final int MAINTAINER = 40;
    static final int OWNER = 50;

    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> roles = new ConcurrentHashMap<>();

    Place add(Level level, long id, String path, Settings settings) {
        Place place = new Place(level, id, path, settings);
        places.add(place);
        return place;
    }

    List<Place> all(Level level) {
        return places.stream().filter(place -> place.level == level).toList();
    }

    /** By number, or by full path. */
    Optional<Place> find(Level level, String idOrPath) {
        return all(level).stream()
                .filter(place -> Long.toString(place.id).equals(idOrPath) || place.path.equals(idOrPath))
                .findFirst();
    }

    /** The place that once had the path. */
    Optional<Place> formerly(Level level, String path) {
        return all(level).stream()
                .filter(place -> place.formerPaths.contains(path))
                .findFirst();
    }

    void remove(Place place) {
        places.remove(place);
    }

    void grant(long userId, Place place, int role) {
        roles.put(userId + "@" + place.mark(), role);
    }

    /** The highest role, that in a group counts for all below it. */
    int role(long userId, Place place) {
        int own = roles.getOrDefault(userId + "@" + place.mark(), 0);
        return all(Level.GROUP).stream()
                .filter(group -> place.path.startsWith(group.path + "/"))
                .map(group -> roles.getOrDefault(userId + "@" + group.mark(), 0))
                .reduce(own, Math::max);
    }
}
