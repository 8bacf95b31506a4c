/**
 * What was decided about secrets of a project, in compact form, for those who want to know what a change of rules would have done to it.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.audit.decision;

import org.jspecify.annotations.NullMarked;
