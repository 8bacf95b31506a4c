package dev.claviger.audit.format;

import java.util.List;
import java.util.Set;

/** What kind of thing an event is, by its name. Names are many and new ones come; what no rule knows is a call of the API. */
record Deed(Area area, Verb verb) {
    private static final List<String> CREATES =
            List.of("create-", "add-", "invite-", "register-", "import-", "secret-approval-request");
    private static final List<String> READS =
            List.of("get-", "list-", "reveal-", "read-", "dashboard-", "pit-get-", "pit-compare-", "export");
    private static final List<String> DELETES = List.of("delete-", "remove-", "revoke-", "purge-", "unauthorize-");
    private static final List<String> UPDATES = List.of(
            "update-",
            "move-",
            "clear-",
            "renew-",
            "pit-",
            "secret-approval-",
            "reconcile-",
            "secret-rotation-",
            "enable-",
            "disable-",
            "reset-",
            "change-");
    private static final List<String> IDENTITY_WORDS = List.of(
            "-identity",
            "-identities",
            "-role",
            "-member",
            "-group",
            "-privilege",
            "-user",
            "-sso",
            "-login-policy",
            "-service-token",
            "-trusted-ip",
            "-token",
            "-org",
            "user-",
            "project-assume-");
    private static final Set<String> SESSIONS = Set.of(
            "authenticate",
            "user-login",
            "user-logout",
            "renew-access-token",
            "revoke-access-token",
            "refresh-user-session",
            "check-user-session",
            "end-user-session",
            "end-user-sessions",
            "org-admin-bypassed-sso");
    private static final Set<String> LOG_KEEPING = Set.of(
            "audit-logs-exported",
            "audit-log-exported",
            "audit-identity-erased",
            "audit-retention-updated",
            "audit-witness-conflict",
            "create-audit-log-stream",
            "update-audit-log-stream",
            "delete-audit-log-stream");

    /** What it is about. */
    enum Area {
        API,
        AUTHENTICATION,
        IDENTITY,
        LOG,
        ALERT
    }

    /** What was done. */
    enum Verb {
        CREATE,
        READ,
        UPDATE,
        DELETE,
        OTHER
    }

    static Deed of(String name) {
        return new Deed(area(name), verb(name));
    }

    private static Area area(String name) {
        if (name.startsWith("alert.")) {
            return Area.ALERT;
        }
        if (name.startsWith("audit.")
                || name.startsWith("shard.")
                || name.startsWith("legal-hold-")
                || LOG_KEEPING.contains(name)) {
            return Area.LOG;
        }
        if (name.contains("audit-")) {
            return Area.API;
        }
        if (name.startsWith("login-") || name.startsWith("select-") || SESSIONS.contains(name)) {
            return Area.AUTHENTICATION;
        }
        return IDENTITY_WORDS.stream().anyMatch(("-" + name)::contains) ? Area.IDENTITY : Area.API;
    }

    private static Verb verb(String name) {
        if (begins(name, READS) || name.endsWith("-read") || name.endsWith("-followed") || name.endsWith("-verified")) {
            return Verb.READ;
        }
        if (begins(name, CREATES)) {
            return Verb.CREATE;
        }
        if (begins(name, DELETES)) {
            return Verb.DELETE;
        }
        return begins(name, UPDATES) ? Verb.UPDATE : Verb.OTHER;
    }

    private static boolean begins(String name, List<String> beginnings) {
        return beginnings.stream().anyMatch(name::startsWith);
    }
}
