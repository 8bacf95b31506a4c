/**
 * Who may do what inside a project.
 *
 * <p>{@link dev.claviger.vault.permission.Permissions} decides and does nothing else: no I/O, no clock, the same answer for the same
 * rules. {@link dev.claviger.vault.permission.Grants} finds the rules of a caller, {@link dev.claviger.vault.permission.Gate} enforces
 * the decision and records a refusal. What no rule allows is denied. Knows no other feature.
 */
@NullMarked
package dev.claviger.vault.permission;

import org.jspecify.annotations.NullMarked;
