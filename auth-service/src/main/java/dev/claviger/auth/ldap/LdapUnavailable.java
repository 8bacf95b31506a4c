package dev.claviger.auth.ldap;

import dev.claviger.kernel.Failure;

/** The directory could not be asked, or does not let itself be asked as configured. Names the host and what was wrong, never what it sent. */
final class LdapUnavailable extends Failure {
    LdapUnavailable(String host, String why) {
        super(Kind.UNAVAILABLE, "The directory at %s cannot check passwords: %s".formatted(host, why));
    }
}
