package dev.claviger.testkit.probe;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Path("/probe")
class ProbeResource {
    record Input(
            @Nullable String name,
            @Nullable Integer count,
            @Nullable Boolean flag,
            @Nullable List<String> items) {}

    private final CurrentRequest current;
    private final Outbox outbox;

    ProbeResource(CurrentRequest current, Outbox outbox) {
        this.current = current;
        this.outbox = outbox;
    }

    @POST
    @Path("/echo")
    @PublicRoute
    @Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
    public Input echo(Input input) {
        return input;
    }

    @DELETE
    @Path("/echo")
    @PublicRoute
    public Input delete(Input input) {
        return input;
    }

    @GET
    @Path("/defect")
    @PublicRoute
    public Uni<String> defect() {
        return Uni.createFrom().failure(() -> new IllegalStateException("value = [hunter2]"));
    }

    @GET
    @Path("/invalid")
    @PublicRoute
    public Uni<String> invalid() {
        return Uni.createFrom().failure(() -> InvalidInput.of("name", "Must be something else"));
    }

    @GET
    @Path("/hang")
    @PublicRoute
    public Uni<String> hang() {
        return Uni.createFrom().nothing();
    }

    /** Comes to an end after the request has been given up. */
    @GET
    @Path("/late/{outcome}")
    @PublicRoute
    public Uni<String> late(@PathParam("outcome") String outcome) {
        return Uni.createFrom()
                .item(outcome)
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(2300))
                .invoke(ignored -> Log.infof("late %s", outcome))
                .map(ProbeResource::failOrReturn);
    }

    private static String failOrReturn(String outcome) {
        if (outcome.equals("failure")) {
            throw new IllegalStateException("value = [hunter2]");
        }
        return outcome;
    }

    @GET
    @Path("/read/{name}")
    public Uni<Map<String, String>> read(@PathParam("name") String name) {
        return outbox.record(current.event("get-secret").with("name", name))
                .replaceWith(() -> Map.of("value", "for " + current.caller().name()));
    }

    @POST
    @Path("/write/{name}")
    public Uni<Map<String, String>> write(@PathParam("name") String name) {
        return outbox.transaction(tx -> insert(tx, name).replaceWith(Map.of("name", name)));
    }

    /** Takes longer than anybody waits for it in the tests. */
    @POST
    @Path("/write/{name}/slowly")
    public Uni<Map<String, String>> writeSlowly(@PathParam("name") String name) {
        return outbox.transaction(tx -> insert(tx, name)
                .chain(() -> tx.sql().query("SELECT pg_sleep(1)").execute())
                .replaceWith(Map.of("name", name)));
    }

    /** Records more than the topic takes in one message. */
    @GET
    @Path("/read/{name}/at-length")
    public Uni<Map<String, String>> readAtLength(@PathParam("name") String name) {
        return outbox.record(current.event("get-secret")
                        .with("name", name)
                        .with("text", "x".repeat(600_000))
                        .with("list", List.of("y".repeat(600_000)))
                        .with("count", 7))
                .replaceWith(Map.of("name", name));
    }

    @POST
    @Path("/write/{name}/fail")
    public Uni<Map<String, String>> writeAndFail(@PathParam("name") String name) {
        return outbox.transaction(
                tx -> insert(tx, name).chain(() -> Uni.createFrom().failure(new IllegalStateException("no"))));
    }

    private Uni<Void> insert(RecordedTransaction tx, String name) {
        tx.record(current.event("create-secret").with("name", name));
        return tx.sql()
                .preparedQuery("INSERT INTO probe (name) VALUES ($1)")
                .execute(Tuple.of(name))
                .replaceWithVoid();
    }
}
