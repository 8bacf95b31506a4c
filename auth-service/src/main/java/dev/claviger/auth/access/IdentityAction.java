package dev.claviger.auth.access;

import dev.claviger.kernel.orgright.Action;
import dev.claviger.kernel.orgright.Right;
import dev.claviger.kernel.orgright.Subject;

/** What can be done to the machine identities of an organisation, for the many features that ask for it. */
public final class IdentityAction {
    public static final Right CREATE = Subject.IDENTITY.to(Action.CREATE);
    public static final Right READ = Subject.IDENTITY.to(Action.READ);
    public static final Right EDIT = Subject.IDENTITY.to(Action.EDIT);
    public static final Right DELETE = Subject.IDENTITY.to(Action.DELETE);
    public static final Right REVOKE_AUTH = Subject.IDENTITY.to(Action.REVOKE_AUTH);
    public static final Right CREATE_TOKEN = Subject.IDENTITY.to(Action.CREATE_TOKEN);
    public static final Right GET_TOKEN = Subject.IDENTITY.to(Action.GET_TOKEN);
    public static final Right DELETE_TOKEN = Subject.IDENTITY.to(Action.DELETE_TOKEN);

    private IdentityAction() {}
}
