/**
 * The login page in the browser, for programs that wait for a login on the person's own computer, such as the CLI (http-api.md 3.9).
 *
 * <p>The page is a client of the public login routes and knows nothing that they do not tell it. It uses no session that the browser has,
 * leaves none there, and hands nothing over before the person has seen what and to whom, and agreed. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.handover;

import org.jspecify.annotations.NullMarked;
