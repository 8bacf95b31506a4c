package dev.claviger.audit.export;

import dev.claviger.audit.query.Filter;
import dev.claviger.audit.right.Reader;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import java.util.UUID;

/**
 * What is handed out, and to whom.
 *
 * @param bearer the token that it lives by
 * @param size of the log when it was counted; later entries are not part of it
 * @param entries how many there are
 */
record Export(Reader reader, Secret bearer, Origin origin, Filter filter, long size, long entries) {
    UUID organisation() {
        return reader.organisation();
    }
}
