/**
 * People: who they are, their passwords, and the organisations they belong to.
 *
 * <p>An e-mail has one canonical spelling, which alone is stored, compared and counted. A password exists as an Argon2id hash only.
 * Owns the tables {@code app_user} and {@code org_membership}.
 */
@NullMarked
package dev.claviger.auth.user;

import org.jspecify.annotations.NullMarked;
