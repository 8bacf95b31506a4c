package dev.claviger.local.gitlabapi;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routes for access tokens: of projects and groups, whose bots may look and end but neither make nor exchange any, and of people. A
 * token's text is in the answer that makes it and in no other.
 */
final class AccessTokens {
    private static final String SELF_ROTATE = "self_rotate";
    private static final Set<String> LEVELS = Set.of("10", "15", "20", "30", "40", "50");
    private static final Set<String> SCOPES_OF_BOTS = Set.of(
            "api",
            "read_api",
            "create_runner",
            "manage_runner",
            "k8s_proxy",
            "ai_features",
            "self_rotate",
            "read_repository",
            "write_repository",
            "read_registry",
            "write_registry");

    private final World world;
    private final TokenBook book;
    private final Clock clock;

    AccessTokens(World world, Clock clock) {
        this.world = world;
        this.book = world.tokens();
        this.clock = clock;
    }

    /** {@code /projects/:id/access_tokens} and the like. */
    Reply ofPlace(Call call, Token caller, Place place) {
        String id = call.at(3);
        if (id.equals("self") && call.at(4).equals("rotate")) {
            return rotateSelf(call, caller, place);
        }
        return switch (call.method() + (id.isEmpty() ? "" : " id") + (call.at(4).isEmpty() ? "" : " rotate")) {
            case "GET" -> {
                requireReader(caller, place);
                yield list(call, book.ownedBy(place.mark()));
            }
            case "GET id" -> {
                requireReader(caller, place);
                yield Reply.ok(shown(known(id, place)));
            }
            case "POST" -> create(call, caller, place);
            case "DELETE id" -> end(caller, place, known(id, place));
            case "POST id rotate" -> rotate(call, caller, place);
            default -> throw Refused.message(405, "405 Not Allowed");
        };
    }

    private void requireReader(Token caller, Place place) {
        if (world.role(caller, place) < least(place)) {
            throw Refused.unauthorized();
        }
    }

    private static int least(Place place) {
        return place.level == Level.PROJECT ? Places.MAINTAINER : Places.OWNER;
    }

    /** The bot of a token that was ended goes, and the token with it. */
    private Token known(String id, Place place) {
        return find(id, book.ownedBy(place.mark()))
                .filter(token -> !token.revoked())
                .orElseThrow(() -> Refused.notFound(type(place) + " Access Token"));
    }

    private static Optional<Token> find(String id, List<Token> among) {
        return among.stream()
                .filter(token -> Long.toString(token.id()).equals(id))
                .findFirst();
    }

    private static String type(Place place) {
        return place.level == Level.PROJECT ? "project" : "group";
    }

    private Reply list(Call call, List<Token> all) {
        String search = call.params().text("search", "");
        String state = call.params().text("state", "");
        List<?> rows = all.stream()
                .filter(token -> token.name().contains(search))
                .filter(token ->
                        state.isEmpty() || state.equals(token.isActive(clock.instant()) ? "active" : "inactive"))
                .map(this::shown)
                .toList();
        return Pages.of(call, world.settings(), rows);
    }

    private Reply create(Call call, Token caller, Place place) {
        Params params = call.params();
        params.require("name", "scopes");
        String level = params.text("access_level", Integer.toString(Places.MAINTAINER));
        requireValues(params.list("scopes"), SCOPES_OF_BOTS, "scopes");
        requireValues(List.of(level), LEVELS, "access_level");
        if (caller.isBot() || world.role(caller, place) < least(place)) {
            throw bad("User does not have permission to create %s access token".formatted(type(place)));
        }
        int role = Integer.parseInt(level);
        if (role > world.role(caller, place)) {
            throw bad("Access level of the token contains permissions not held by the creating user");
        }
        var end = book.end(params.text("expires_at"));
        Token.Kind kind = place.level == Level.PROJECT ? Token.Kind.PROJECT : Token.Kind.GROUP;
        return made(book.issue(
                kind,
                params.text("name", ""),
                params.list("scopes"),
                world.addBot(place, role),
                new TokenBook.Owner(place.mark(), role),
                end));
    }

    private static void requireValues(List<String> given, Set<String> allowed, String name) {
        if (given.isEmpty() || !allowed.containsAll(given)) {
            throw Refused.parameter(name + " does not have a valid value");
        }
    }

    private static Refused bad(String reason) {
        return Refused.message(400, "400 Bad request - " + reason);
    }

    private Reply end(Token caller, Place place, Token token) {
        if (world.role(caller, place) < least(place)) {
            throw bad("%s cannot delete %s".formatted(world.userName(caller.userId()), world.userName(token.userId())));
        }
        book.revoke(token);
        return Reply.noContent();
    }

    /** Only administrators hear that there is no such token. */
    private Reply rotate(Call call, Token caller, Place place) {
        boolean manages = !caller.isBot() && world.role(caller, place) >= least(place);
        Token token = find(call.at(3), manages ? book.ownedBy(place.mark()) : List.of())
                .orElseThrow(() -> unknown(caller));
        if (token.level() > world.role(caller, place)) {
            throw bad("Not eligible to rotate tokens with permissions not held by the user");
        }
        return rotated(call, token);
    }

    private Refused unknown(Token caller) {
        return world.isAdministrator(caller.userId()) ? Refused.message(404, "404 Not Found") : Refused.unauthorized();
    }

    private Reply rotateSelf(Call call, Token caller, Place place) {
        if (!caller.isBot()) {
            throw Refused.message(405, "405 Method Not Allowed");
        }
        if (!caller.owner().equals(place.mark())) {
            throw Refused.unauthorized();
        }
        return rotated(call, caller);
    }

    /** {@code /personal_access_tokens}, where every token may look at itself and end itself, whatever its scopes. */
    Reply ofPeople(Call call, Token caller) {
        if (call.at(1).equals("self")) {
            return self(call, caller);
        }
        caller.requireScope(call.isWrite(), "api");
        List<Token> seen = book.personal().stream()
                .filter(token -> token.userId() == caller.userId() || world.isAdministrator(caller.userId()))
                .toList();
        if (call.at(1).isEmpty()) {
            String user = call.params().text("user_id", "");
            return list(
                    call,
                    seen.stream()
                            .filter(token -> user.isEmpty()
                                    || Long.toString(token.userId()).equals(user))
                            .toList());
        }
        Token token = find(call.at(1), seen).orElseThrow(() -> unknown(caller));
        if (call.at(2).equals("rotate")) {
            return rotated(call, token);
        }
        if (call.method().equals("DELETE")) {
            book.revoke(token);
            return Reply.noContent();
        }
        return Reply.ok(shown(token));
    }

    private Reply self(Call call, Token caller) {
        if (caller.kind() == Token.Kind.OAUTH) {
            throw Refused.unauthorized();
        }
        if (call.at(2).equals("rotate") && call.method().equals("POST")) {
            caller.requireScope(true, SELF_ROTATE);
            return rotated(call, caller);
        }
        if (call.method().equals("DELETE")) {
            book.revoke(caller);
            return Reply.noContent();
        }
        return Reply.ok(shown(caller));
    }

    /** {@code POST /users/:id/personal_access_tokens}, for administrators alone. */
    Reply forPerson(Call call, Token caller) {
        if (!world.isAdministrator(caller.userId())) {
            throw Refused.forbidden();
        }
        Params params = call.params();
        params.require("name", "scopes");
        long user = world.users().stream()
                .filter(id -> Long.toString(id).equals(call.at(1)))
                .findFirst()
                .orElseThrow(() -> Refused.notFound("User"));
        var end = book.end(params.text("expires_at"));
        return made(book.issue(
                Token.Kind.PERSONAL,
                params.text("name", ""),
                params.list("scopes"),
                user,
                TokenBook.Owner.PERSON,
                end));
    }

    private Reply rotated(Call call, Token old) {
        return Reply.ok(told(book.rotate(old, call.params().text("expires_at"))));
    }

    private Reply made(Token fresh) {
        return Reply.created(told(fresh));
    }

    private Map<String, @Nullable Object> told(Token fresh) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>(shown(fresh));
        body.put("token", fresh.text());
        return body;
    }

    private Map<String, @Nullable Object> shown(Token token) {
        return token.shown(clock.instant());
    }
}
