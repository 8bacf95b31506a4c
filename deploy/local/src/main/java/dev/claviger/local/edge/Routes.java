package dev.claviger.local.edge;

import static dev.claviger.local.edge.Route.to;
import static dev.claviger.local.edge.Service.AUDIT;
import static dev.claviger.local.edge.Service.AUTH;
import static dev.claviger.local.edge.Service.NOBODY;
import static dev.claviger.local.edge.Service.SYNC;
import static dev.claviger.local.edge.Service.VAULT;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which service answers which path: the first row that matches. */
public final class Routes {

    private static final List<Route> TABLE = List.of(
            to(NOBODY, "/q/**"),
            to(AUTH, "/.well-known/**"),
            to(AUTH, "/api/status"),
            // what happened
            to(AUDIT, "/api/v1/organization/audit-logs/**"),
            to(AUDIT, "/api/v1/audit-log-streams/**"),
            to(AUDIT, "/api/v1/workspace/*/audit-logs/**"),
            to(AUDIT, "/api/x/logs/**"),
            to(AUDIT, "/api/x/alerts/**"),
            to(AUDIT, "/api/x/detection/**"),
            to(AUDIT, "/api/x/retention/**"),
            to(AUDIT, "/api/x/audit-logs/**"),
            to(AUDIT, "/api/x/provenance/**"),
            to(AUDIT, "/api/x/blast-radius/**"),
            to(AUDIT, "/api/x/keys/audit/**"),
            to(AUDIT, "/api/x/openapi/audit"),
            // who are you
            to(AUTH, "/api/v1/auth/**"),
            to(AUTH, "/api/v2/auth/**"),
            to(AUTH, "/api/v3/auth/**"),
            to(AUTH, "/api/v1/admin/**"),
            to(AUTH, "/api/v1/organization/**"),
            to(VAULT, "/api/v1/identities/*/identity-memberships"),
            to(AUTH, "/api/v1/identities/**"),
            to(VAULT, "/api/v1/projects/slug/*"), // whatever the slug
            to(AUTH, "/api/v1/projects/*/identities/**"),
            to(AUTH, "/api/v1/groups/**"),
            to(AUTH, "/api/v1/sub-organizations/**"),
            to(AUTH, "/api/v2/gateways/**"),
            to(AUTH, "/api/v2/service-token/**"),
            to(AUTH, "/api/v1/projects/*/service-token-data"),
            to(AUTH, "/api/x/identities/**"),
            to(AUTH, "/api/x/keys/auth/**"),
            to(AUTH, "/api/x/openapi/auth"),
            // people
            to(AUTH, "/api/v1/user/**"),
            to(AUTH, "/api/v2/users/**"),
            to(AUTH, "/api/v2/password/**"),
            to(AUTH, "/api/v2/organizations/**"),
            to(AUTH, "/api/v1/invite-org/**"),
            to(AUTH, "/api/v1/sso/**"),
            to(AUTH, "/api/x/invitations/**"),
            to(AUTH, "/api/x/login-policy"),
            to(AUTH, "/api/x/members/**"),
            to(AUTH, "/api/x/users/**"),
            to(AUTH, "/api/x/password-reset"),
            to(AUTH, "/login/**"),
            // where else must it be
            to(SYNC, "/api/v1/app-connections/**"),
            to(SYNC, "/api/v1/secret-syncs/**"),
            to(SYNC, "/api/v2/secret-rotations/**"),
            to(SYNC, "/api/v1/dynamic-secrets/**"),
            to(SYNC, "/api/v1/integration/**"),
            to(SYNC, "/api/v1/integration-auth/**"),
            to(SYNC, "/api/x/sync-identity"),
            to(SYNC, "/api/x/emergencies/**"),
            to(SYNC, "/api/x/exposure-lint/**"),
            to(SYNC, "/api/x/openapi/sync"),
            // the slice of the Vault API at the root
            to(AUTH, "/v1/auth/**"),
            // what may you have, the console, and all else
            to(VAULT, "/**"));

    /**
     * What servers disagree about: empty and dot segments, back slashes, parameters in segments, encoded slashes and
     * controls, encodings that are broken or not needed, and whatever is not printable ASCII.
     */
    private static final Pattern ODD = Pattern.compile("//|/\\.\\.?(/|$)|[\\\\;]|[^!-~]|%(?!\\p{XDigit}{2})"
            + "|%(?i:[01].|2[def]|3\\d|[46][1-9a-f]|[57][0-9a]|5[cf]|7[ef])");

    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\;]|%(?i:2f|5c)");

    private Routes() {}

    /**
     * Returns who answers a path.
     *
     * <p>A path that two servers could read differently goes to vault, so that no spelling of it reaches a route of
     * another service; vault refuses it.
     *
     * @param path as it came, encoded, without the query; begins with a slash
     */
    public static Service serviceFor(String path) {
        if (ODD.matcher(path).find()) {
            return mentionsOperation(path) ? NOBODY : VAULT;
        }
        List<String> segments = Route.segments(path);
        return TABLE.stream()
                .filter(route -> route.matches(segments))
                .map(Route::service)
                .findFirst()
                .orElse(VAULT);
    }

    private static boolean mentionsOperation(String path) {
        return Stream.of(SEPARATOR.split(path)).anyMatch(segment -> segment.equals("q") || segment.equals("%71"));
    }
}
