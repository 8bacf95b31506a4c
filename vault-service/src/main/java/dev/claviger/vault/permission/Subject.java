package dev.claviger.vault.permission;

/** The subject words of http-api.md 6.7 that this service asks for itself. */
public final class Subject {
    public static final String SECRETS = "secrets";
    public static final String SECRET_FOLDERS = "secret-folders";
    public static final String SECRET_IMPORTS = "secret-imports";
    public static final String ENVIRONMENTS = "environments";
    public static final String IDENTITY = "identity";
    public static final String MEMBER = "member";
    public static final String GROUPS = "groups";
    public static final String ROLE = "role";
    public static final String WORKSPACE = "workspace";
    public static final String SETTINGS = "settings";
    public static final String TAGS = "tags";
    public static final String COMMITS = "commits";
    public static final String WEBHOOKS = "webhooks";
    public static final String SECRET_ROTATION = "secret-rotation";
    public static final String SECRET_APPROVAL = "secret-approval";

    /** Every subject; only built-in roles have it. */
    static final String ANY = "*";

    private Subject() {}
}
