/**
 * Access for which people ask (http-api.md 6.10).
 *
 * <p>A policy says who may give access to which folders; what a person asks for there becomes an additional privilege when the approvers
 * agreed. Nobody makes a policy for more than they may do themselves. Owns the tables {@code access_policy}, {@code access_request} and
 * {@code access_review}.
 */
@NullMarked
package dev.claviger.vault.accessapproval;

import org.jspecify.annotations.NullMarked;
