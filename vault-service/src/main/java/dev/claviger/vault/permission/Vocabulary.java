package dev.claviger.vault.permission;

import static dev.claviger.vault.permission.Condition.Field.CONNECTION_ID;
import static dev.claviger.vault.permission.Condition.Field.ENVIRONMENT;
import static dev.claviger.vault.permission.Condition.Field.EVENT_TYPE;
import static dev.claviger.vault.permission.Condition.Field.IDENTITY_ID;
import static dev.claviger.vault.permission.Condition.Field.METADATA;
import static dev.claviger.vault.permission.Condition.Field.SECRET_NAME;
import static dev.claviger.vault.permission.Condition.Field.SECRET_PATH;
import static dev.claviger.vault.permission.Condition.Field.SECRET_TAGS;

import dev.claviger.vault.permission.Condition.Field;
import dev.claviger.vault.permission.Condition.Operator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The subjects of the language, with their actions and what their conditions may look at (http-api.md 6.7). */
final class Vocabulary {
    private static final Set<Operator> OF_TEXT = Set.of(Operator.EQ, Operator.NE, Operator.IN, Operator.GLOB);
    private static final Set<Operator> OF_TAGS = Set.of(Operator.IN, Operator.ALL);
    private static final Set<Operator> OF_METADATA = Set.of(Operator.ELEM_MATCH);
    private static final String[] CRUD = {Action.READ, Action.CREATE, Action.EDIT, Action.DELETE};

    /** Products that are not here: their rules are kept for whoever wrote them, and give nothing. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("(kmip|pki|certificate|certificates|ssh|secret-scanning|pam|mcp|gateway)(-[a-z-]{1,60})?");

    private static final Pattern WORD = Pattern.compile("[A-Za-z-]{1,64}");
    private static final Map<String, Entry> ENTRIES = entries();

    /** What may be said about a subject; no actions means any word. */
    record Entry(Set<String> actions, Map<Field, Set<Operator>> fields) {
        boolean has(String action) {
            return actions.isEmpty() ? WORD.matcher(action).matches() : actions.contains(action);
        }

        boolean takes(Condition condition) {
            return fields.getOrDefault(condition.field(), Set.of()).contains(condition.operator());
        }
    }

    private Vocabulary() {}

    static Optional<Entry> find(String subject) {
        Optional<Entry> known = Optional.ofNullable(ENTRIES.get(subject));
        return known.isPresent() || !ELSEWHERE.matcher(subject).matches()
                ? known
                : Optional.of(new Entry(Set.of(), Map.of()));
    }

    static List<String> subjects() {
        return List.copyOf(ENTRIES.keySet());
    }

    private static Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put(
                Subject.SECRETS,
                entry(
                        fields(ENVIRONMENT, SECRET_PATH, SECRET_NAME, SECRET_TAGS, EVENT_TYPE),
                        Action.READ,
                        Action.DESCRIBE_SECRET,
                        Action.READ_VALUE,
                        Action.CREATE,
                        Action.EDIT,
                        Action.DELETE));
        entries.put(Subject.SECRET_FOLDERS, crud(ENVIRONMENT, SECRET_PATH));
        entries.put(Subject.SECRET_IMPORTS, crud(ENVIRONMENT, SECRET_PATH));
        entries.put(
                "dynamic-secrets",
                entry(
                        fields(ENVIRONMENT, SECRET_PATH, METADATA),
                        "read-root-credential",
                        "create-root-credential",
                        "edit-root-credential",
                        "delete-root-credential",
                        "lease"));
        entries.put(
                "secret-rotation",
                crudAnd(fields(ENVIRONMENT, SECRET_PATH), "read-generated-credentials", "rotate-secrets"));
        entries.put(
                "secret-syncs",
                crudAnd(fields(ENVIRONMENT, SECRET_PATH), "sync-secrets", "import-secrets", "remove-secrets"));
        for (String events : List.of("secret-events", "secret-event-subscriptions")) {
            entries.put(
                    events,
                    entry(
                            fields(ENVIRONMENT, SECRET_PATH),
                            "subscribe-on-created",
                            "subscribe-on-updated",
                            "subscribe-on-deleted",
                            "subscribe-on-import-mutations"));
        }
        putPeople(entries);
        putRest(entries);
        return entries;
    }

    private static void putPeople(Map<String, Entry> entries) {
        entries.put(
                Subject.IDENTITY,
                crudAnd(
                        fields(IDENTITY_ID),
                        Action.GRANT_PRIVILEGES,
                        "assume-privileges",
                        "revoke-auth",
                        "create-token",
                        "get-token",
                        "delete-token",
                        "assign-role",
                        "assign-additional-privileges"));
        entries.put(
                Subject.MEMBER,
                crudAnd(
                        fields(),
                        Action.GRANT_PRIVILEGES,
                        "assume-privileges",
                        "assign-role",
                        "assign-additional-privileges"));
        entries.put(Subject.GROUPS, crudAnd(fields(), Action.GRANT_PRIVILEGES, "assign-role"));
    }

    private static void putRest(Map<String, Entry> entries) {
        for (String subject : List.of(
                Subject.ROLE,
                Subject.ENVIRONMENTS,
                "tags",
                Subject.SETTINGS,
                "webhooks",
                "integrations",
                "service-tokens",
                "ip-allowlist",
                "secret-approval")) {
            entries.put(subject, crud());
        }
        entries.put("audit-logs", entry(fields(), Action.READ));
        entries.put("secret-rollback", entry(fields(), Action.READ, Action.CREATE));
        entries.put(Subject.COMMITS, entry(fields(), Action.READ, Action.PERFORM_ROLLBACK));
        entries.put(Subject.WORKSPACE, entry(fields(), Action.EDIT, Action.DELETE));
        entries.put("kms", entry(fields(), Action.EDIT));
        entries.put("cmek", crudAnd(fields(), "encrypt", "decrypt", "sign", "verify"));
        entries.put(
                "app-connections",
                entry(
                        fields(CONNECTION_ID),
                        "read-app-connections",
                        "create-app-connections",
                        "edit-app-connections",
                        "delete-app-connections",
                        "connect-app-connections"));
        entries.put("approval-requests", entry(fields(), Action.READ, Action.CREATE));
    }

    private static Entry crud(Field... fields) {
        return crudAnd(fields(fields));
    }

    private static Entry crudAnd(Map<Field, Set<Operator>> fields, String... more) {
        return entry(fields, Stream.concat(Stream.of(CRUD), Stream.of(more)).toArray(String[]::new));
    }

    private static Entry entry(Map<Field, Set<Operator>> fields, String... actions) {
        return new Entry(new LinkedHashSet<>(List.of(actions)), fields);
    }

    private static Map<Field, Set<Operator>> fields(Field... fields) {
        Map<Field, Set<Operator>> operators = new LinkedHashMap<>();
        for (Field field : fields) {
            operators.put(
                    field,
                    switch (field) {
                        case SECRET_TAGS -> OF_TAGS;
                        case METADATA -> OF_METADATA;
                        case ENVIRONMENT,
                                SECRET_PATH,
                                SECRET_NAME,
                                EVENT_TYPE,
                                IDENTITY_ID,
                                CONNECTION_ID,
                                KEY,
                                VALUE -> OF_TEXT;
                    });
        }
        return operators;
    }
}
