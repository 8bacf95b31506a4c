/**
 * How people come into an organisation: an administrator invites an e-mail and hands over a link, its person accepts.
 *
 * <p>An invitation is bound to its e-mail, ends after a while and is answered once. Nobody invites with more rights than they have, and
 * somebody who has an account joins only as themselves. Owns the table {@code invitation}.
 */
@NullMarked
package dev.claviger.auth.invitation;

import org.jspecify.annotations.NullMarked;
