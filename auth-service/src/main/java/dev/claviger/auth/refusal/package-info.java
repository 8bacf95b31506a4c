/**
 * Why logins of an identity were refused lately, for whoever has to make them work.
 *
 * <p>Counted in memory and written once a second, so that no flood of refusals costs more than that; the newest reasons of each identity
 * are kept. It may lose what the last second before a crash brought: the record that loses nothing is the audit log. Owns the table
 * {@code refused_login}.
 */
@NullMarked
package dev.claviger.auth.refusal;

import org.jspecify.annotations.NullMarked;
