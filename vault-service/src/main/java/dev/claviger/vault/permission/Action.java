package dev.claviger.vault.permission;

/** The action words of http-api.md 6.7 that this service asks for itself. */
public final class Action {
    public static final String READ = "read";
    public static final String CREATE = "create";
    public static final String EDIT = "edit";
    public static final String DELETE = "delete";

    /** On secrets: see that it exists, its name and its properties, without its value. */
    public static final String DESCRIBE_SECRET = "describeSecret";

    public static final String READ_VALUE = "readValue";
    public static final String GRANT_PRIVILEGES = "grant-privileges";
    public static final String PERFORM_ROLLBACK = "perform-rollback";
    public static final String ROTATE_SECRETS = "rotate-secrets";

    /** Every action; only built-in roles have it. */
    static final String ANY = "*";

    private Action() {}
}
