/**
 * Writing secrets: create, update, delete, one or many, in the manner of both API versions (http-api.md 4.7), or together with folders as
 * one commit (5.7).
 *
 * <p>A write is one transaction that locks the project, checks the rights as they are then, changes the rows, bumps the revision and
 * stores its event: all of it or nothing. Owns the tables {@code secret} and {@code secret_version}.
 */
@NullMarked
package dev.claviger.vault.writing;

import org.jspecify.annotations.NullMarked;
