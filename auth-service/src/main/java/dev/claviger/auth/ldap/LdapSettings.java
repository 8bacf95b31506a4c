package dev.claviger.auth.ldap;

import dev.claviger.auth.guard.Lockout;
import dev.claviger.kernel.Secret;
import java.util.List;

/**
 * Which directory judges passwords, and who of it is let in.
 *
 * @param bindDn the account that searches, with {@code bindPass}
 * @param fields all of them must hold for the entry
 */
record LdapSettings(
        LdapServer server,
        String bindDn,
        Secret bindPass,
        String searchBase,
        SearchFilter filter,
        List<AllowedField> fields,
        Lockout lockout) {

    LdapSettings {
        fields = List.copyOf(fields);
    }

    boolean bindsSomebody() {
        return !fields.isEmpty() || filter.saysMoreThanTheName();
    }
}
