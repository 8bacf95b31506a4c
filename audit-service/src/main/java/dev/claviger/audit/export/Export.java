package dev.claviger.audit.export;

import dev.claviger.audit.query.Filter;
import java.util.UUID;

/**
 * What is handed out.
 *
 * @param size of the log when it was counted; later entries are not part of it
 * @param entries how many there are
 */
record Export(UUID organisation, Filter filter, long size, long entries) {}
