/**
 * What can be rotated: how a new credential is drawn, put into force at its target, proved, and how an old one is made useless. Every act
 * may be repeated; doing it twice is doing it once.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.sync.rotationtarget;

import org.jspecify.annotations.NullMarked;
