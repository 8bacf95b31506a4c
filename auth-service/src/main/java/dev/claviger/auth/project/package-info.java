/**
 * What vault-service says about projects: it knows who may do what in them, and who belongs to them.
 *
 * <p>It is asked with the token of the caller, so it tells nobody more than they may know. Knows no other feature, owns no tables; features that keep
 * something for projects hear here when one is gone.
 */
@NullMarked
package dev.claviger.auth.project;

import org.jspecify.annotations.NullMarked;
