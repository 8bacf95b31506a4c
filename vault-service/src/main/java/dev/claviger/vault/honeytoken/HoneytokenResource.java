package dev.claviger.vault.honeytoken;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which secrets are decoys (docs/honeytokens.md). */
@Path("/api/x/honeytokens")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class HoneytokenResource {
    private static final int MAX_NOTE = 1024;

    private final Honeytokens honeytokens;
    private final CurrentRequest current;

    HoneytokenResource(Honeytokens honeytokens, CurrentRequest current) {
        this.honeytokens = honeytokens;
        this.current = current;
    }

    /** The body of a mark. */
    public record Mark(@Nullable String note) {}

    /** The answer about one. */
    public record One(Honeytoken honeytoken) {}

    /** The answer about all. */
    public record All(List<Honeytoken> honeytokens) {}

    @GET
    public Uni<All> list() {
        return honeytokens
                .list(current.caller(), current.event("get-honeytokens"))
                .map(All::new);
    }

    @PUT
    @Path("/{secretId}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<One> mark(@PathParam("secretId") String secretId, @Nullable Mark body) {
        String note = body == null || body.note() == null ? "" : body.note().strip();
        return honeytokens
                .mark(current.caller(), checked(secretId, note), note, current.event("create-honeytoken"))
                .map(One::new);
    }

    @DELETE
    @Path("/{secretId}")
    public Uni<One> unmark(@PathParam("secretId") String secretId) {
        return honeytokens
                .unmark(current.caller(), checked(secretId, ""), current.event("delete-honeytoken"))
                .map(One::new);
    }

    private static UUID checked(String secretId, String note) {
        Validation input = new Validation();
        UUID id = input.id("secretId", secretId);
        input.check(note.length() <= MAX_NOTE, "note", "Must be at most %d characters".formatted(MAX_NOTE));
        input.done();
        return id;
    }
}
