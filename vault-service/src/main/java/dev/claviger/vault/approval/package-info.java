/**
 * Changes of secrets that need the approval of others (http-api.md 6.9).
 *
 * <p>A policy covers folders; what a person would change there becomes a request, which others approve and somebody merges. Owns the
 * tables {@code approval_policy}, {@code approval_request} and {@code approval_review}.
 */
@NullMarked
package dev.claviger.vault.approval;

import org.jspecify.annotations.NullMarked;
