/**
 * GCP auth: login with an ID token of a machine in Google Cloud, or with a token that a service account has signed itself (http-api.md 3.6,
 * 6.5).
 *
 * <p>Both are made for one identity: their audience is its id. Anybody may have Google make such tokens, so a configuration names service
 * accounts or projects; what a token does not say counts against it. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.gcp;

import org.jspecify.annotations.NullMarked;
