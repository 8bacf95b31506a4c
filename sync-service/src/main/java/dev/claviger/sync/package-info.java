/** Where else must it be? Holds the credentials of outside systems and keeps there what vault-service has. */
@NullMarked
package dev.claviger.sync;

import org.jspecify.annotations.NullMarked;
