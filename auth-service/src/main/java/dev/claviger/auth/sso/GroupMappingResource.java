package dev.claviger.auth.sso;

import dev.claviger.auth.sso.GroupMappings.Wish;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which groups at the provider put people into which groups here. Ours alone. */
@Path("/api/v1/sso/oidc/config/groups")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class GroupMappingResource {
    private static final int MOST = 100;
    private static final int MOST_TEXT = 1024;

    private final GroupMappings mappings;

    GroupMappingResource(GroupMappings mappings) {
        this.mappings = mappings;
    }

    @GET
    public Uni<Answer> read() {
        return mappings.read().map(Answer::of);
    }

    /** Replaces the mapping as a whole. */
    @PUT
    public Uni<Answer> put(@Nullable Body body) {
        Validation input = new Validation();
        List<@Nullable Given> given = body == null || body.groups == null ? List.of() : body.groups;
        input.check(body != null && body.groups != null, "groups", "Required; an empty list takes all entries away");
        input.check(given.size() <= MOST, "groups", "Must have at most 100 entries");
        List<Wish> wishes =
                given.stream().limit(MOST).map(each -> wish(input, each)).toList();
        input.check(new HashSet<>(wishes).size() == wishes.size(), "groups", "Every entry must stand once");
        input.done();
        return mappings.put(wishes).map(Answer::of);
    }

    private static Wish wish(Validation input, @Nullable Given given) {
        String value = input.text("claimValue", given == null ? null : given.claimValue);
        input.check(value.length() <= MOST_TEXT, "claimValue", "Must have at most 1024 characters");
        return new Wish(value, input.id("groupId", given == null ? null : given.groupId));
    }

    /** The body. */
    public record Body(@Nullable List<@Nullable Given> groups) {}

    /** An entry as requests give it. */
    public record Given(
            @Nullable String claimValue, @Nullable String groupId) {}

    /** The answer of both. */
    public record Answer(List<Shown> groups) {
        static Answer of(GroupMapping mapping) {
            return new Answer(mapping.entries().stream().map(Shown::of).toList());
        }
    }

    /** An entry as answers show it. */
    public record Shown(String claimValue, UUID groupId, String groupName, String groupSlug) {
        static Shown of(GroupMapping.Entry entry) {
            return new Shown(entry.claimValue(), entry.groupId(), entry.groupName(), entry.groupSlug());
        }
    }
}
