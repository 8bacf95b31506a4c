/**
 * Kubernetes auth: login with the token of a service account, which the cluster itself reviews (http-api.md 3.5, 6.5).
 *
 * <p>The cluster's TokenReview API is asked for every login over {@link dev.claviger.kernel.outbound.GuardedHttp}, and only what it says
 * counts; nothing in the token is read here. A configuration names namespaces or service accounts. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.kubernetes;

import org.jspecify.annotations.NullMarked;
