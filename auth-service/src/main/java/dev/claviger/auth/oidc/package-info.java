/**
 * OIDC auth: login with the ID token of a foreign issuer, such as the one GitLab gives a job (http-api.md 3.3, 6.4; gitlab.md 1).
 *
 * <p>A configuration binds at least a subject or a claim, and keeps pipelines of forks out unless it says otherwise. The caller of a
 * refused login learns what http-api.md prescribes; why it was refused stands in the record.
 */
@NullMarked
package dev.claviger.auth.oidc;

import org.jspecify.annotations.NullMarked;
