package dev.claviger.vault.permission;

import static dev.claviger.vault.permission.Rule.allow;

import java.util.ArrayList;
import java.util.List;

/** What the built-in roles may do, as http-api.md 6.7 lists it. */
final class BuiltInRules {
    static final List<Rule> ADMIN = List.of(allow(Subject.ANY, Action.ANY));

    static final List<Rule> MEMBER = member();

    static final List<Rule> VIEWER = viewer();

    private BuiltInRules() {}

    private static List<Rule> member() {
        List<Rule> rules = new ArrayList<>();
        rules.add(allow(
                Subject.SECRETS,
                Action.READ,
                Action.DESCRIBE_SECRET,
                Action.READ_VALUE,
                Action.CREATE,
                Action.EDIT,
                Action.DELETE));
        rules.add(allow(
                "dynamic-secrets",
                "read-root-credential",
                "create-root-credential",
                "edit-root-credential",
                "delete-root-credential",
                "lease"));
        rules.add(allow("secret-syncs", "sync-secrets", "import-secrets", "remove-secrets"));
        rules.add(allow("cmek", "encrypt", "decrypt", "sign", "verify"));
        rules.add(allow("commits", "read", "perform-rollback"));
        rules.add(allow("secret-rollback", "read", "create"));
        rules.add(allow("member", "read", "create"));
        rules.add(allow("app-connections", "connect-app-connections"));
        rules.add(allow("approval-requests", "create"));
        rules.add(subscribe());
        for (String subject : List.of(
                Subject.SECRET_FOLDERS,
                Subject.SECRET_IMPORTS,
                "secret-syncs",
                "cmek",
                "integrations",
                "webhooks",
                Subject.IDENTITY,
                "service-tokens",
                Subject.SETTINGS,
                Subject.ENVIRONMENTS,
                "tags")) {
            rules.add(allow(subject, Action.READ, Action.CREATE, Action.EDIT, Action.DELETE));
        }
        for (String subject :
                List.of("secret-approval", "secret-rotation", "groups", "role", "audit-logs", "ip-allowlist")) {
            rules.add(allow(subject, Action.READ));
        }
        return List.copyOf(rules);
    }

    private static List<Rule> viewer() {
        List<Rule> rules = new ArrayList<>();
        rules.add(allow(Subject.SECRETS, Action.READ, Action.DESCRIBE_SECRET, Action.READ_VALUE));
        rules.add(allow("dynamic-secrets", "read-root-credential"));
        rules.add(subscribe());
        for (String subject : List.of(
                Subject.SECRET_FOLDERS,
                Subject.SECRET_IMPORTS,
                "secret-syncs",
                "cmek",
                "commits",
                "secret-rollback",
                "secret-approval",
                "secret-rotation",
                "member",
                "groups",
                "role",
                "integrations",
                "webhooks",
                Subject.IDENTITY,
                "service-tokens",
                Subject.SETTINGS,
                Subject.ENVIRONMENTS,
                "tags",
                "audit-logs",
                "ip-allowlist")) {
            rules.add(allow(subject, Action.READ));
        }
        return List.copyOf(rules);
    }

    private static Rule subscribe() {
        return allow(
                "secret-events",
                "subscribe-on-created",
                "subscribe-on-updated",
                "subscribe-on-deleted",
                "subscribe-on-import-mutations");
    }
}
