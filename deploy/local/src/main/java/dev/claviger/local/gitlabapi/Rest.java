package dev.claviger.local.gitlabapi;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The routes below {@code /api/v4}, for a caller whose token was admitted. */
final class Rest {
    private static final String API = "api";
    private static final String SELF_ROTATE = "self_rotate";

    private final World world;
    private final AccessTokens tokens;
    private final Clock clock;

    Rest(World world, Clock clock) {
        this.world = world;
        this.tokens = new AccessTokens(world, clock);
        this.clock = clock;
    }

    Reply answer(Call call, Token token) {
        return switch (call.at(0)) {
            case "projects" -> place(call, token, Level.PROJECT);
            case "groups" -> place(call, token, Level.GROUP);
            case "admin" -> instance(call, token);
            case "personal_access_tokens" -> tokens.ofPeople(call, token);
            case "users" -> users(call, token);
            case "user" -> user(call, token);
            case "metadata", "version" -> metadata(call, token);
            default -> throw Refused.message(404, "404 Not Found");
        };
    }

    private Reply place(Call call, Token token, Level level) {
        if (call.path().size() == 1) {
            requireScope(call, token);
            return list(call, token, level);
        }
        boolean rotatesItself = call.at(2).equals("access_tokens") && call.at(3).equals("self");
        token.requireScope(call.isWrite(), rotatesItself ? SELF_ROTATE : API);
        Place place = world.places().find(level, call.at(1)).orElseGet(() -> moved(call, level));
        if (role(token, place) == 0) {
            throw Refused.notFound(level == Level.PROJECT ? "Project" : "Group");
        }
        return switch (call.at(2)) {
            case "" -> Reply.ok(place.shown(call.origin()));
            case "variables" -> variables(call, token, place);
            case "access_tokens" -> tokens.ofPlace(call, token, place);
            case "environments" -> environments(call, place);
            case "audit_events" -> auditEvents(call, token, place);
            case "protected_branches" -> Pages.of(call, world.settings(), branches(place));
            case "protected_environments" -> protectedEnvironments(call, token, place);
            case "job_token_scope" -> jobTokenScope(token, place);
            case "protected_tags" -> protectedTags(call, token, place);
            case "groups" -> level == Level.PROJECT ? groupsAbove(call, place) : unknown();
            case "projects" -> level == Level.GROUP ? projectsOf(call, token, place) : unknown();
            default -> unknown();
        };
    }

    private static List<Map<String, Object>> branches(Place place) {
        List<Guards.Ref> refs = place.guards.protectedBranches();
        return IntStream.range(0, refs.size())
                .mapToObj(number -> Map.<String, Object>of(
                        "id",
                        number + 1,
                        "name",
                        refs.get(number).name(),
                        "push_access_levels",
                        levels(refs.get(number)),
                        "merge_access_levels",
                        levels(refs.get(number)),
                        "allow_force_push",
                        false))
                .toList();
    }

    /** By their names, without an id of their own. */
    private Reply protectedTags(Call call, Token token, Place place) {
        requireMaintainer(token, place);
        return place.level != Level.PROJECT
                ? unknown()
                : Pages.of(
                        call,
                        world.settings(),
                        place.guards.protectedTags().stream()
                                .map(ref ->
                                        Map.<String, Object>of("name", ref.name(), "create_access_levels", levels(ref)))
                                .toList());
    }

    private static List<Map<String, Object>> levels(Guards.Ref ref) {
        return List.of(Map.of("id", 1, "access_level", ref.level(), "access_level_description", describe(ref.level())));
    }

    private static String describe(int level) {
        return level == 0 ? "No one" : level < Places.MAINTAINER ? "Developers + Maintainers" : "Maintainers";
    }

    /** The groups in which it is, all the way up. */
    private Reply groupsAbove(Call call, Place place) {
        return Pages.of(
                call,
                world.settings(),
                world.places().all(Level.GROUP).stream()
                        .filter(group -> place.path.startsWith(group.path + "/"))
                        .map(group -> group.shown(call.origin()))
                        .toList());
    }

    /** There are none in the free tier. */
    private Reply protectedEnvironments(Call call, Token token, Place place) {
        requireMaintainer(token, place);
        if (world.settings().tier == Tier.FREE || place.level != Level.PROJECT) {
            return unknown();
        }
        return Pages.of(
                call,
                world.settings(),
                place.guards.protectedEnvironments().stream()
                        .map(name -> Map.<String, Object>of(
                                "name",
                                name,
                                "deploy_access_levels",
                                List.of(Map.of("access_level", Places.MAINTAINER))))
                        .toList());
    }

    private Reply jobTokenScope(Token token, Place place) {
        requireMaintainer(token, place);
        return place.level == Level.PROJECT
                ? Reply.ok(Map.of("inbound_enabled", place.guards.limitsJobTokens(), "outbound_enabled", false))
                : unknown();
    }

    private void requireMaintainer(Token token, Place place) {
        if (role(token, place) < Places.MAINTAINER) {
            throw Refused.forbidden();
        }
    }

    private static Reply unknown() {
        throw Refused.message(404, "404 Not Found");
    }

    /** Reads of a path that was left go to the number; writes do not. */
    private Place moved(Call call, Level level) {
        Place place = world.places()
                .formerly(level, call.at(1))
                .orElseThrow(() -> Refused.notFound(level == Level.PROJECT ? "Project" : "Group"));
        throw new Moved(place, call);
    }

    /** A place that has another path now. */
    static final class Moved extends RuntimeException {
        private final transient Reply reply;

        Moved(Place place, Call call) {
            super("moved", null, false, false);
            String collection = place.level == Level.PROJECT ? "projects" : "groups";
            String rest = String.join("/", call.path().subList(2, call.path().size()));
            String location = "%s%s/api/v4/%s/%d%s"
                    .formatted(call.origin(), call.root(), collection, place.id, rest.isEmpty() ? "" : "/" + rest);
            this.reply = call.isWrite()
                    ? Reply.plain(405, "")
                    : new Reply(301, Map.of("message", "Moved Permanently"), Map.of("Location", location));
        }

        Reply reply() {
            return reply;
        }
    }

    private Reply list(Call call, Token token, Level level) {
        int least = call.params().number("min_access_level", 1);
        String search = call.params().text("search", "").toLowerCase(Locale.ROOT);
        boolean onlyActive =
                call.params().flag("archived").map(archived -> !archived).orElse(false);
        List<Map<String, Object>> rows = world.places().all(level).stream()
                .filter(place -> !place.archived || !onlyActive)
                .filter(place -> role(token, place) >= least)
                .filter(place -> place.path.toLowerCase(Locale.ROOT).contains(search))
                .map(place -> place.shown(call.origin()))
                .toList();
        return Pages.of(call, world.settings(), rows);
    }

    private Reply projectsOf(Call call, Token token, Place group) {
        List<Map<String, Object>> rows = world.places().all(Level.PROJECT).stream()
                .filter(project -> project.path.startsWith(group.path + "/") && role(token, project) > 0)
                .map(project -> project.shown(call.origin()))
                .toList();
        return Pages.of(call, world.settings(), rows);
    }

    private Reply variables(Call call, Token token, Place place) {
        int least = place.level == Level.PROJECT ? Places.MAINTAINER : Places.OWNER;
        if (role(token, place) < least) {
            throw Refused.forbidden();
        }
        return variables(call, token, place.variables, 3, place);
    }

    private Reply instance(Call call, Token token) {
        requireScope(call, token);
        if (!world.isAdministrator(token.userId())) {
            throw Refused.forbidden();
        }
        if (!call.at(1).equals("ci") || !call.at(2).equals("variables")) {
            return unknown();
        }
        return variables(call, token, world.instanceVariables(), 3, null);
    }

    private Reply variables(Call call, Token token, VariableBook book, int keyAt, @Nullable Place place) {
        String key = call.at(keyAt);
        Level level = book.level();
        return switch (call.method() + (key.isEmpty() ? "" : " key")) {
            case "GET" ->
                Pages.of(
                        call,
                        world.settings(),
                        book.all().stream().map(row -> row.shown(level)).toList());
            case "GET key" -> {
                Variable found = book.find(key, call.params());
                note(place, token, "variable_viewed_api", "CI/CD variable " + key + " viewed", key);
                yield Reply.ok(found.shown(level));
            }
            case "POST" -> {
                Variable made = book.create(call.params());
                note(place, token, kind(level) + "_created", "Added ci variable", made.key());
                yield Reply.created(made.shown(level));
            }
            case "PUT key" -> {
                Variable changed = book.update(key, call.params());
                note(place, token, kind(level) + "_updated", "Changed ci variable", key);
                yield Reply.ok(changed.shown(level));
            }
            case "DELETE key" -> {
                book.delete(key, call.params());
                note(place, token, kind(level) + "_deleted", "Removed ci variable", key);
                yield Reply.noContent();
            }
            default -> throw Refused.message(405, "405 Not Allowed");
        };
    }

    private static String kind(Level level) {
        return switch (level) {
            case PROJECT -> "ci_variable";
            case GROUP -> "ci_group_variable";
            case INSTANCE -> "ci_instance_variable";
        };
    }

    private void note(@Nullable Place place, Token token, String event, String message, String key) {
        if (place == null || world.settings().tier == Tier.FREE) {
            return;
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", place.auditEvents.size() + 1);
        entry.put("author_id", token.userId());
        entry.put("entity_id", place.id);
        entry.put("entity_type", place.level == Level.PROJECT ? "Project" : "Group");
        entry.put("event_name", event);
        entry.put("details", Map.of("custom_message", message, "target_details", key));
        entry.put("created_at", clock.instant().toString());
        place.auditEvents.addFirst(entry);
    }

    private Reply auditEvents(Call call, Token token, Place place) {
        if (role(token, place) < Places.MAINTAINER || world.settings().tier == Tier.FREE) {
            throw Refused.forbidden();
        }
        return Pages.of(call, world.settings(), place.auditEvents);
    }

    private Reply environments(Call call, Place place) {
        String search = call.params().text("search", "");
        if (!search.isEmpty() && search.length() < 3) {
            throw Refused.message(400, "Search query is less than 3 characters");
        }
        List<Map<String, Object>> rows = place.environments.stream()
                .filter(name -> name.contains(search))
                .map(name -> Map.<String, Object>of(
                        "id",
                        place.environments.indexOf(name) + 1,
                        "name",
                        name,
                        "slug",
                        name.replace('/', '-'),
                        "state",
                        "available",
                        "tier",
                        "production",
                        "external_url",
                        ""))
                .toList();
        return Pages.of(call, world.settings(), rows);
    }

    private Reply users(Call call, Token token) {
        requireScope(call, token);
        return call.at(2).equals("personal_access_tokens") && call.method().equals("POST")
                ? tokens.forPerson(call, token)
                : unknown();
    }

    private Reply user(Call call, Token token) {
        token.requireScope(call.isWrite(), "read_user");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", token.userId());
        body.put("username", world.userName(token.userId()));
        body.put("name", world.userName(token.userId()));
        body.put("state", "active");
        body.put("bot", token.isBot());
        return Reply.ok(body);
    }

    private Reply metadata(Call call, Token token) {
        token.requireScope(call.isWrite(), "read_user");
        return Reply.ok(Map.of(
                "version",
                world.settings().version,
                "revision",
                "0123456789a",
                "enterprise",
                world.settings().tier != Tier.FREE));
    }

    private static void requireScope(Call call, Token token) {
        token.requireScope(call.isWrite(), API);
    }

    private int role(Token token, Place place) {
        return world.role(token, place);
    }
}
