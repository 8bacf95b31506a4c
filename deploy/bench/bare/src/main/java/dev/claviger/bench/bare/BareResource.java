package dev.claviger.bench.bare;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gives back what it was given under a name: as bytes, from memory, without looking at the caller. */
@Path("/bare/{name}")
@Produces(MediaType.APPLICATION_JSON)
class BareResource {
    private static final byte[] NOTHING = {};

    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();

    @GET
    public Uni<byte[]> read(@PathParam("name") String name) {
        return Uni.createFrom().item(answers.getOrDefault(name, NOTHING));
    }

    @PUT
    public Uni<Void> keep(@PathParam("name") String name, byte[] answer) {
        answers.put(name, answer);
        return Uni.createFrom().voidItem();
    }
}
