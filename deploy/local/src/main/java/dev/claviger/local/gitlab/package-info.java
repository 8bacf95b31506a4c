/**
 * A stand-in for the part of GitLab that vouches for jobs: discovery, signing keys and ID tokens.
 *
 * <p>Its tokens carry the claims and JSON types of real ones for every kind of pipeline, and for every kind of forgery
 * that a verifier must refuse. It knows nothing of the suite; the suite meets it as just another issuer.
 */
@NullMarked
package dev.claviger.local.gitlab;

import org.jspecify.annotations.NullMarked;
