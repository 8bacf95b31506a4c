/** Tests of connections. */
@NullMarked
package dev.claviger.sync.connection;

import org.jspecify.annotations.NullMarked;
