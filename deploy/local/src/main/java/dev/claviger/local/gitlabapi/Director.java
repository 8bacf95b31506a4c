package dev.claviger.local.gitlabapi;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The switches of {@link GitLabApi} for people with a shell: {@code POST /simulator/gitlab/…}. */
final class Director {
    static final String ROUTES = "/simulator/gitlab/";

    private final GitLabApi api;
    private final World world;
    private final Faults faults;
    private final Throttle throttle;

    Director(GitLabApi api, World world, Faults faults, Throttle throttle) {
        this.api = api;
        this.world = world;
        this.faults = faults;
        this.throttle = throttle;
    }

    Reply answer(Call call) {
        Params params = call.params();
        return switch (call.at(2)) {
            case "tokens" -> Reply.created(Map.of("token", token(params)));
            case "variables" -> Reply.ok(shown(params));
            case "faults" -> done(() -> faults.add(fault(params)));
            case "heal" -> done(api::heal);
            case "settings" -> done(() -> set(params));
            case "calls" -> Reply.ok(api.calls());
            default -> throw Refused.message(404, "one of: tokens, variables, faults, heal, settings, calls");
        };
    }

    private static Reply done(Runnable switched) {
        switched.run();
        return Reply.noContent();
    }

    private String token(Params params) {
        String[] scopes = params.has("scopes") ? params.list("scopes").toArray(String[]::new) : new String[] {"api"};
        int role = params.number("access_level", Places.OWNER);
        if (params.has("project_id")) {
            return api.projectToken(params.number("project_id", 0), role, scopes);
        }
        if (params.has("group_id")) {
            return api.groupToken(params.number("group_id", 0), role, scopes);
        }
        return api.personalToken(params.number("user_id", Math.toIntExact(GitLabApi.MAINTAINER)), scopes);
    }

    /** What is really stored, hidden values too. */
    private List<Map<String, Object>> shown(Params params) {
        List<Variable> rows = params.has("group_id")
                ? api.groupVariables(params.number("group_id", 0))
                : api.projectVariables(params.number("project_id", 20));
        return rows.stream()
                .map(row -> Map.<String, Object>of(
                        "key", row.key(), "value", row.value(), "scope", row.scope(), "hidden", row.hidden()))
                .toList();
    }

    private static Fault fault(Params params) {
        Fault.Kind kind = constant(Fault.Kind.class, params.text("kind", "answer"));
        return new Fault(
                kind,
                params.text("method").orElse(null),
                params.text("path", ""),
                params.number("nth", 1),
                params.number("times", 1),
                params.number("status", 500),
                params.text("body", "{\"message\":\"500 Internal Server Error\"}"));
    }

    private void set(Params params) {
        Settings settings = world.settings();
        params.text("tier").ifPresent(tier -> settings.tier = constant(Tier.class, tier));
        params.flag("maintenance").ifPresent(wanted -> settings.maintenance = wanted);
        settings.mostRows = params.number("most_variables", settings.mostRows);
        settings.rateLimit = params.number("rate_limit", settings.rateLimit);
        settings.latencyMillis = params.number("latency_ms", Math.toIntExact(settings.latencyMillis));
        params.flag("retry_after").ifPresent(sent -> settings.retryAfterIsSent = sent);
        throttle.forget();
        if (params.has("quirks")) {
            Set<Quirk> wanted = params.list("quirks").stream()
                    .filter(name -> !name.isBlank())
                    .map(name -> constant(Quirk.class, name))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Quirk.class)));
            api.quirks(wanted);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name.strip().replace('-', '_').toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw Refused.parameter(name + " is not known");
        }
    }
}
