package dev.claviger.auth.ldap;

import java.util.List;
import java.util.Map;

/** What a search has found. */
sealed interface Found {

    /** The one entry, with the attributes that were asked for, by their names as they were asked for. */
    record Somebody(String dn, Map<String, List<String>> attributes) implements Found {
        public Somebody {
            attributes = Map.copyOf(attributes);
        }
    }

    /** None, or more than one; the reason is ours and holds nothing that was sent. */
    record Nobody(String reason) implements Found {}
}
