/** Tests of root keys. */
@NullMarked
package dev.claviger.sync.rootkey;

import org.jspecify.annotations.NullMarked;
