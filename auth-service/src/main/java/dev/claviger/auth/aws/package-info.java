/**
 * AWS auth: login with a signed {@code GetCallerIdentity} request, which is sent on to AWS STS (http-api.md 3.6, 6.5).
 *
 * <p>The caller signs, we send: this one request and nothing else, to the endpoint of the configuration, with none but the headers that
 * its signature needs. Only what STS answers counts; the answer is read as JSON. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.aws;

import org.jspecify.annotations.NullMarked;
