package dev.claviger.kernel.orgright;

/** The action words of http-api.md 6.7 for organisations. */
public final class Action {
    public static final String CREATE = "create";
    public static final String READ = "read";
    public static final String EDIT = "edit";
    public static final String DELETE = "delete";
    public static final String GRANT_PRIVILEGES = "grant-privileges";
    public static final String REVOKE_AUTH = "revoke-auth";
    public static final String CREATE_TOKEN = "create-token";
    public static final String GET_TOKEN = "get-token";
    public static final String DELETE_TOKEN = "delete-token";
    public static final String ADD_MEMBERS = "add-members";
    public static final String REMOVE_MEMBERS = "remove-members";
    public static final String ADD_IDENTITIES = "add-identities";
    public static final String REMOVE_IDENTITIES = "remove-identities";
    public static final String CONNECT = "connect";
    public static final String MANAGE_BILLING = "manage-billing";

    private Action() {}
}
