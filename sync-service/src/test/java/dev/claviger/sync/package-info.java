/** Tests of the service as a whole, and what the tests of its features share. */
@NullMarked
package dev.claviger.sync;

import org.jspecify.annotations.NullMarked;
