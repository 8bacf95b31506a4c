/**
 * What a secret is to its readers and writers: its name, its content, how one caller sees it, and the record of every attempt.
 *
 * <p>Nothing is shown to anyone who was not asked for by {@link dev.claviger.vault.secret.View}, and no attempt ends without an event.
 * Reading is in {@code reading}, writing in {@code writing}. Owns no table.
 */
@NullMarked
package dev.claviger.vault.secret;

import org.jspecify.annotations.NullMarked;
