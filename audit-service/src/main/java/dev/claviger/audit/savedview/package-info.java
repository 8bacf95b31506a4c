/**
 * Searches with a name, for oneself, a project or the organisation. A view gives no right: whoever runs it sees what it may see.
 *
 * <p>Owns the table {@code saved_view}.
 */
@NullMarked
package dev.claviger.audit.savedview;

import org.jspecify.annotations.NullMarked;
