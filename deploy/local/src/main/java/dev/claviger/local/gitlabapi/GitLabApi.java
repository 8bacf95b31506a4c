package dev.claviger.local.gitlabapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The REST API of the simulated instance and the switches of its director. Thread-safe. */
public final class GitLabApi {
    /** Where the API lies for instances below a path. */
    public static final String BELOW = "/gitlab";

    /** A person who may do everything in the projects and groups that are there from the beginning. */
    public static final long MAINTAINER = 7;

    /** The administrator of the instance. */
    public static final long ADMINISTRATOR = 1;

    private static final String API = "/api/v4";
    private static final String READ_ONLY = "You cannot perform write operations on a read-only instance";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final World world;
    private final Rest rest;
    private final Faults faults = new Faults();
    private final Throttle throttle;
    private final Director director;
    private final List<String> calls = new ArrayList<>();
    private final Clock clock;

    /** Starts with the group {@code harbour} (72) and its projects {@code lighthouse} (20) and {@code ferry} (21). */
    public GitLabApi(Clock clock) {
        this.clock = clock;
        this.world = new World(clock);
        this.rest = new Rest(world, clock);
        this.throttle = new Throttle(world.settings(), clock);
        this.director = new Director(this, world, faults, throttle);
        world.addUser(ADMINISTRATOR, "root", true);
        world.addUser(MAINTAINER, "nils", false);
        Place harbour = world.places().add(Level.GROUP, 72, "harbour", world.settings());
        world.places().grant(MAINTAINER, harbour, Places.OWNER);
        Place lighthouse = world.places().add(Level.PROJECT, 20, "harbour/lighthouse", world.settings());
        lighthouse.environments.addAll(List.of("production", "staging", "review/dim-the-lamp"));
        var _ = world.places().add(Level.PROJECT, 21, "harbour/ferry", world.settings());
    }

    /** Whether a path is for here. */
    public static boolean isFor(String path) {
        String inner = path.startsWith(BELOW + "/") ? path.substring(BELOW.length()) : path;
        return inner.startsWith(API + "/")
                || inner.equals("/oauth/token")
                || inner.equals("/oauth/revoke")
                || inner.equals("/oauth/token/info")
                || inner.startsWith(Director.ROUTES);
    }

    /** Answers a request, after the latency; its body is read here. */
    public void answer(Vertx vertx, HttpServerRequest request) {
        request.body().onSuccess(body -> {
            long millis = latencyMillis(String.valueOf(request.path()));
            if (millis == 0) {
                respond(request, body);
            } else {
                var _ = vertx.setTimer(millis, timer -> respond(request, body));
            }
        });
    }

    private synchronized long latencyMillis(String path) {
        return path.startsWith(Director.ROUTES) ? 0 : world.settings().latencyMillis;
    }

    private synchronized void respond(HttpServerRequest request, Buffer body) {
        String path = String.valueOf(request.path());
        boolean directing = path.startsWith(Director.ROUTES);
        Optional<Fault> fault =
                directing ? Optional.empty() : faults.next(request.method().name(), path);
        boolean isDone = fault.isEmpty()
                || fault.get().kind() == Fault.Kind.DROP_AFTER
                || fault.get().kind() == Fault.Kind.STALL;
        Reply reply = isDone ? handle(request, path, body) : Reply.noContent();
        if (!directing) {
            calls.add(request.method() + " " + path);
        }
        if (fault.isEmpty()) {
            send(request.response(), reply);
            return;
        }
        switch (fault.get().kind()) {
            case ANSWER -> sendFault(request.response(), fault.get());
            case DROP_BEFORE, DROP_AFTER -> {
                var _ = request.connection().close();
            }
            case STALL -> {}
        }
    }

    private Reply handle(HttpServerRequest request, String path, Buffer body) {
        try {
            Call call = call(request, path, body);
            return path.startsWith(Director.ROUTES) ? director.answer(call) : api(call, path);
        } catch (Refused refused) {
            return refused.reply();
        } catch (Rest.Moved moved) {
            return moved.reply();
        }
    }

    private Reply api(Call call, String path) {
        String inner = path.substring(call.root().length());
        if (inner.startsWith("/oauth/")) {
            return oauth(call, inner);
        }
        if (call.isWrite() && world.settings().maintenance) {
            throw Refused.message(403, READ_ONLY);
        }
        String credential = credential(call);
        Map<String, String> headers = throttle.count(credential);
        if (throttle.isTooMany(credential)) {
            return throttle.refusal(headers);
        }
        if (call.rotatesAToken()) {
            world.tokens().byText(credential).filter(Token::revoked).ifPresent(world.tokens()::revokeFamily);
        }
        Reply reply = rest.answer(call, world.tokens().admit(credential));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    private Reply oauth(Call call, String inner) {
        return switch (inner) {
            case "/oauth/token" -> world.oauth().token(call.params());
            case "/oauth/revoke" -> world.oauth().revoke(call.params());
            default -> world.oauth().info(world.tokens().admit(credential(call)));
        };
    }

    private static String credential(Call call) {
        String own = call.header("PRIVATE-TOKEN");
        if (own != null) {
            return own;
        }
        String bearer = call.header("Authorization");
        return bearer != null && bearer.startsWith("Bearer ") ? bearer.substring("Bearer ".length()) : "";
    }

    private static Call call(HttpServerRequest request, String path, Buffer body) {
        String root = path.startsWith(BELOW + "/") ? BELOW : "";
        String inner = path.substring(root.length());
        String below = inner.startsWith(API) ? inner.substring(API.length()) : inner;
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        String query = request.query() == null ? "" : request.query();
        String type = headers.getOrDefault("content-type", "");
        return new Call(
                request.method().name(),
                "http://" + headers.getOrDefault("host", "127.0.0.1"),
                root,
                path,
                Call.segments(below),
                query,
                Params.of(query, type, body.getBytes()),
                headers);
    }

    private static void sendFault(HttpServerResponse response, Fault fault) {
        response.setStatusCode(fault.status());
        if (fault.status() == 429) {
            response.putHeader("Retry-After", "1");
        }
        String type = fault.body().startsWith("{") ? "application/json" : "text/html";
        response.putHeader("Content-Type", type).end(fault.body());
    }

    private static void send(HttpServerResponse response, Reply reply) {
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        switch (reply.body()) {
            case null -> response.end();
            case Reply.Plain plain ->
                response.putHeader("Content-Type", plain.type()).end(plain.text());
            case Object body ->
                response.putHeader("Content-Type", "application/json").end(json(body));
        }
    }

    private static String json(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException(defect);
        }
    }

    // what a director may do

    /** A personal token of somebody, valid for 30 days from now. */
    public synchronized String personalToken(long userId, String... scopes) {
        return world.tokens()
                .issue(
                        Token.Kind.PERSONAL,
                        "personal",
                        List.of(scopes),
                        userId,
                        TokenBook.Owner.PERSON,
                        today().plusDays(30))
                .text();
    }

    /** A personal token that expires on a day. */
    public synchronized String personalTokenUntil(LocalDate expiresOn) {
        return world.tokens()
                .issue(Token.Kind.PERSONAL, "personal", List.of("api"), MAINTAINER, TokenBook.Owner.PERSON, expiresOn)
                .text();
    }

    /** A token of a project, with a bot that has the role. */
    public synchronized String projectToken(long projectId, int role, String... scopes) {
        return placeToken(Level.PROJECT, Token.Kind.PROJECT, projectId, role, scopes);
    }

    /** A token of a group, with a bot that has the role. */
    public synchronized String groupToken(long groupId, int role, String... scopes) {
        return placeToken(Level.GROUP, Token.Kind.GROUP, groupId, role, scopes);
    }

    private String placeToken(Level level, Token.Kind kind, long id, int role, String... scopes) {
        Place place = place(level, id);
        long bot = world.addBot(place, role);
        TokenBook.Owner owner = new TokenBook.Owner(place.mark(), role);
        return world.tokens()
                .issue(kind, "bot", List.of(scopes), bot, owner, today().plusDays(30))
                .text();
    }

    /** Whether a token works now. */
    public synchronized boolean isActive(String text) {
        return world.tokens()
                .byText(text)
                .filter(token -> token.isActive(clock.instant()))
                .isPresent();
    }

    /** What tokens of a project there are, as {@code 501 name active}. */
    public synchronized List<String> projectTokens(long projectId) {
        return world.tokens().ownedBy(place(Level.PROJECT, projectId).mark()).stream()
                .map(token -> "%d %s %s"
                        .formatted(token.id(), token.name(), token.isActive(clock.instant()) ? "active" : "over"))
                .toList();
    }

    /** The longest life of a token, in days, as administrators may shorten it. */
    public synchronized void longestTokenDays(int days) {
        world.settings().longestTokenDays = days;
    }

    public synchronized void revokeToken(String text) {
        world.tokens().byText(text).ifPresent(world.tokens()::revoke);
    }

    /** Gives a person a role in a project; 0 takes it away. */
    public synchronized void grant(long userId, long projectId, int role) {
        world.places().grant(userId, place(Level.PROJECT, projectId), role);
    }

    /** The same in a group. */
    public synchronized void grantInGroup(long userId, long groupId, int role) {
        world.places().grant(userId, place(Level.GROUP, groupId), role);
    }

    public synchronized String projectPath(long id) {
        return place(Level.PROJECT, id).path;
    }

    public synchronized void addProject(long id, String path) {
        var _ = world.places().add(Level.PROJECT, id, path, world.settings());
    }

    /** From now on the project guards its jobs so. */
    public synchronized void guard(long id, Guards guards) {
        place(Level.PROJECT, id).guards = guards;
    }

    public synchronized void addGroup(long id, String path) {
        var _ = world.places().add(Level.GROUP, id, path, world.settings());
    }

    /** Gives a project another path; the old one leads there. */
    public synchronized void moveProject(long id, String path) {
        Place place = place(Level.PROJECT, id);
        place.formerPaths.add(place.path);
        place.path = path;
    }

    public synchronized void deleteProject(long id) {
        Place place = place(Level.PROJECT, id);
        world.tokens().ownedBy(place.mark()).forEach(world.tokens()::revoke);
        world.places().remove(place);
    }

    public synchronized List<Variable> projectVariables(long id) {
        return place(Level.PROJECT, id).variables.all();
    }

    public synchronized List<Variable> groupVariables(long id) {
        return place(Level.GROUP, id).variables.all();
    }

    /** Writes a variable as a person would in the user interface. */
    public synchronized void putProjectVariable(long id, Variable variable) {
        place(Level.PROJECT, id).variables.put(variable);
    }

    public synchronized void putGroupVariable(long id, Variable variable) {
        place(Level.GROUP, id).variables.put(variable);
    }

    public synchronized void clearVariables() {
        for (Level level : List.of(Level.PROJECT, Level.GROUP)) {
            world.places().all(level).forEach(place -> place.variables.clear());
        }
        world.instanceVariables().clear();
    }

    public synchronized void tier(Tier tier) {
        world.settings().tier = tier;
    }

    /** Sets the oddities, in place of those it has. */
    public synchronized void quirks(Set<Quirk> quirks) {
        world.settings().quirks.clear();
        world.settings().quirks.addAll(quirks);
    }

    public synchronized void maintenance(boolean wanted) {
        world.settings().maintenance = wanted;
    }

    /** How many calls a credential has per minute; -1 for any number. */
    public synchronized void rateLimit(int limit, boolean retryAfterIsSent) {
        world.settings().rateLimit = limit;
        world.settings().retryAfterIsSent = retryAfterIsSent;
        throttle.forget();
    }

    /** How long each call takes at least, as if GitLab were far away. */
    public synchronized void latency(Duration latency) {
        world.settings().latencyMillis = latency.toMillis();
    }

    /** How many variables a place may have; -1 for GitLab's own limits. */
    public synchronized void mostVariables(int most) {
        world.settings().mostRows = most;
    }

    /** The origin that links to other pages name, as behind a proxy that was set up wrongly; empty for the right one. */
    public synchronized void linkOrigin(String origin) {
        world.settings().linkOrigin = origin;
    }

    public synchronized void fail(Fault fault) {
        faults.add(fault);
    }

    public synchronized void heal() {
        faults.clear();
        throttle.forget();
        world.settings().rateLimit = -1;
        world.settings().maintenance = false;
        world.settings().mostRows = -1;
        world.settings().longestTokenDays = 365;
        world.settings().latencyMillis = 0;
        world.settings().linkOrigin = "";
        world.settings().tier = Tier.ULTIMATE;
    }

    public synchronized void registerApplication(String clientId, String secret, String redirectUri) {
        world.oauth().register(clientId, secret, redirectUri);
    }

    /** The code that the browser brings back after the maintainer agreed. */
    public synchronized String authorize(String clientId, String redirectUri, @Nullable String challenge) {
        return world.oauth().code(clientId, redirectUri, MAINTAINER, List.of("api"), challenge);
    }

    /** How long OAuth access tokens live from now on. */
    public synchronized void accessTokenSeconds(int seconds) {
        world.oauth().seconds = seconds;
    }

    /** How often a refresh token was taken. */
    public synchronized int refreshes() {
        return world.oauth().refreshCount;
    }

    /** Method and path of each call since the beginning or {@link #forgetCalls}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized void forgetCalls() {
        calls.clear();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC);
    }

    private Place place(Level level, long id) {
        return world.places()
                .find(level, Long.toString(id))
                .orElseThrow(() -> new IllegalArgumentException("no such place: " + level + " " + id));
    }
}
