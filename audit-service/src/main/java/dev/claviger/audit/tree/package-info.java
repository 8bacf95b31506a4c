/**
 * Reads the tree: tiles of any width, roots and proofs of any size that ever was. Owns no tables; reads {@code leaf} and {@code tile}.
 */
@NullMarked
package dev.claviger.audit.tree;

import org.jspecify.annotations.NullMarked;
