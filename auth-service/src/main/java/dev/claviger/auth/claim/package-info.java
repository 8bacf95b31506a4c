/**
 * The claims of a foreign signed token: which ones a configuration binds, whether a token has them, and what they tell about a job
 * (http-api.md 3.3, gitlab.md 1).
 *
 * <p>What makes the signature good is not decided here. A binding that names neither subject nor claims fits every token of an issuer,
 * so the login methods refuse it. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.claim;

import org.jspecify.annotations.NullMarked;
