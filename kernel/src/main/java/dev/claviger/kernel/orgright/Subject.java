package dev.claviger.kernel.orgright;

import static dev.claviger.kernel.orgright.Action.ADD_IDENTITIES;
import static dev.claviger.kernel.orgright.Action.ADD_MEMBERS;
import static dev.claviger.kernel.orgright.Action.CONNECT;
import static dev.claviger.kernel.orgright.Action.CREATE;
import static dev.claviger.kernel.orgright.Action.CREATE_TOKEN;
import static dev.claviger.kernel.orgright.Action.DELETE;
import static dev.claviger.kernel.orgright.Action.DELETE_TOKEN;
import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.GET_TOKEN;
import static dev.claviger.kernel.orgright.Action.GRANT_PRIVILEGES;
import static dev.claviger.kernel.orgright.Action.MANAGE_BILLING;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Action.REMOVE_IDENTITIES;
import static dev.claviger.kernel.orgright.Action.REMOVE_MEMBERS;
import static dev.claviger.kernel.orgright.Action.REVOKE_AUTH;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What rights in an organisation are about, and what can be done to it: the table of http-api.md 6.7, which is closed. */
public enum Subject {
    WORKSPACE("workspace", CREATE),
    PROJECT("project", CREATE),
    ROLE("role", CREATE, READ, EDIT, DELETE),
    MEMBER("member", CREATE, READ, EDIT, DELETE),
    SETTINGS("settings", CREATE, READ, EDIT, DELETE),
    INCIDENT_CONTACT("incident-contact", CREATE, READ, EDIT, DELETE),
    SSO("sso", CREATE, READ, EDIT, DELETE),
    SCIM("scim", CREATE, READ, EDIT, DELETE),
    LDAP("ldap", CREATE, READ, EDIT, DELETE),
    GITHUB_ORG_SYNC("github-org-sync", CREATE, READ, EDIT, DELETE),
    SECRET_SCANNING("secret-scanning", CREATE, READ, EDIT, DELETE),
    KMS("kms", CREATE, READ, EDIT, DELETE),
    PROJECT_TEMPLATES("project-templates", CREATE, READ, EDIT, DELETE),
    GROUPS(
            "groups",
            CREATE,
            READ,
            EDIT,
            DELETE,
            GRANT_PRIVILEGES,
            ADD_MEMBERS,
            REMOVE_MEMBERS,
            ADD_IDENTITIES,
            REMOVE_IDENTITIES),
    BILLING("billing", READ, MANAGE_BILLING),
    IDENTITY(
            "identity",
            CREATE,
            READ,
            EDIT,
            DELETE,
            GRANT_PRIVILEGES,
            REVOKE_AUTH,
            CREATE_TOKEN,
            GET_TOKEN,
            DELETE_TOKEN),
    AUDIT_LOGS("audit-logs", READ),
    APP_CONNECTIONS("app-connections", CREATE, READ, EDIT, DELETE, CONNECT),
    SUB_ORGANIZATION("sub-organization", CREATE, "direct-access"),
    ORGANIZATION_ADMIN_CONSOLE("organization-admin-console", "access-all-projects"),
    GATEWAY("gateway", "list-gateways", "create-gateways", "edit-gateways", "delete-gateways", "attach-gateways"),
    RELAY("relay", "list-relays", "create-relays", "edit-relays", "delete-relays"),
    KMIP("kmip", "proxy", "setup"),
    MACHINE_IDENTITY_AUTH_TEMPLATE(
            "machine-identity-auth-template",
            "list-templates",
            "create-templates",
            "edit-templates",
            "delete-templates",
            "attach-templates",
            "unlink-templates"),
    SECRET_SHARE("secret-share", "manage-settings");

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> actions;

    Subject(String text, String... actions) {
        this.text = text;
        this.actions = List.of(actions);
    }

    public static Optional<Subject> byText(String text) {
        return Stream.of(values()).filter(subject -> subject.text.equals(text)).findFirst();
    }

    public String text() {
        return text;
    }

    /** In the order of the table. */
    public List<String> actions() {
        return actions;
    }

    /** The right to do this to it, for example {@code MEMBER.to(EDIT)}; refuses actions that it does not know. */
    public Right to(String action) {
        return new Right(this, action);
    }
}
