/**
 * What has changed in a project between two revisions, told from the history that the database keeps. Whoever remembers something of a
 * project asks here whether it still holds, so that one change does not make everything forgotten. Reads the tables of commits; owns none.
 */
@NullMarked
package dev.claviger.vault.revision;

import org.jspecify.annotations.NullMarked;
