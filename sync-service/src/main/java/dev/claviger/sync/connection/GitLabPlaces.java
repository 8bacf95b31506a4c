package dev.claviger.sync.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.outbound.OutboundAnswer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The projects and groups of an instance in which a connection may write variables, for choosing one. */
@ApplicationScoped
class GitLabPlaces {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PAGES = 20;
    private static final String PROJECTS =
            "/api/v4/projects?membership=true&min_access_level=40&archived=false&simple=true&order_by=id&sort=asc&per_page=100&page=%d";
    private static final String GROUPS = "/api/v4/groups?min_access_level=50&per_page=100&page=%d";

    private final ConnectionDoor door;
    private final GitLabAccesses accesses;
    private final GitLabClient client;

    /**
     * A project or a group.
     *
     * @param id its number, which stays when it moves
     * @param name its whole path
     */
    public record Place(String id, String name) {}

    GitLabPlaces(ConnectionDoor door, GitLabAccesses accesses, GitLabClient client) {
        this.door = door;
        this.accesses = accesses;
        this.client = client;
    }

    Uni<List<Place>> projects(UUID connectionId) {
        return all(connectionId, PROJECTS);
    }

    Uni<List<Place>> groups(UUID connectionId) {
        return all(connectionId, GROUPS);
    }

    private Uni<List<Place>> all(UUID connectionId, String query) {
        return door.find(App.GITLAB, connectionId)
                .call(found -> door.require(ConnectionDoor.CONNECT, found))
                .chain(accesses::of)
                .chain(access -> page(access, query, 1, new ArrayList<>()));
    }

    /** By number, never by the address that the server sends, which may lead to another host. */
    private Uni<List<Place>> page(GitLabAccess access, String query, int number, List<Place> places) {
        return client.get(access, query.formatted(number)).chain(answer -> {
            places.addAll(places(answer));
            @Nullable String next = answer.headers().get("x-next-page");
            boolean goesOn = next != null && !next.isBlank() && number < MOST_PAGES;
            return goesOn
                    ? page(access, query, number + 1, places)
                    : Uni.createFrom().item(List.copyOf(places));
        });
    }

    private static List<Place> places(OutboundAnswer answer) {
        if (!answer.succeeded()) {
            throw new CredentialsRefused("GitLab answered %d.".formatted(answer.status()));
        }
        List<Place> places = new ArrayList<>();
        try {
            JSON.readTree(answer.body().toString(UTF_8)).forEach(row -> places.add(place(row)));
            return places;
        } catch (JsonProcessingException unreadable) {
            throw new CredentialsRefused("the answer is no JSON. Is this a GitLab instance?");
        }
    }

    private static Place place(JsonNode row) {
        return new Place(
                row.path("id").asText(),
                row.path("path_with_namespace").asText(row.path("full_path").asText()));
    }
}
