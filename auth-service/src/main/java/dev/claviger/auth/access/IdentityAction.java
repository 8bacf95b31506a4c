package dev.claviger.auth.access;

import dev.claviger.kernel.caller.OrgRole;
import java.util.Set;

/** What can be done to the machine identities of an organisation (http-api.md 6.7, subject {@code identity}). */
public enum IdentityAction {
    CREATE("create"),
    READ("read"),
    EDIT("edit"),
    DELETE("delete"),
    REVOKE_AUTH("revoke-auth"),
    CREATE_TOKEN("create-token"),
    GET_TOKEN("get-token"),
    DELETE_TOKEN("delete-token");

    static final String SUBJECT = "identity";
    private static final Set<IdentityAction> OF_MEMBERS = Set.of(CREATE, READ, EDIT, DELETE);

    private final String text;

    IdentityAction(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    boolean isAllowedTo(OrgRole role) {
        return switch (role) {
            case ADMIN -> true;
            case MEMBER -> OF_MEMBERS.contains(this);
            case NO_ACCESS -> false;
        };
    }
}
