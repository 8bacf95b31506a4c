/** Tests of the identity as which secrets are read. */
@NullMarked
package dev.claviger.sync.identity;

import org.jspecify.annotations.NullMarked;
