/** The root key ring that wraps every other key of a service. */
@NullMarked
package dev.claviger.kernel.crypto;

import org.jspecify.annotations.NullMarked;
