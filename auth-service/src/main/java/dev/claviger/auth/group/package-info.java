/**
 * Groups of machines and people, whose members may what the role of the group allows (http-api.md 6.6).
 *
 * <p>Nobody puts anyone into a group that allows more than oneself, nor changes the membership of someone who may more. Owns the tables
 * {@code org_group}, {@code group_identity} and {@code group_user}.
 */
@NullMarked
package dev.claviger.auth.group;

import org.jspecify.annotations.NullMarked;
