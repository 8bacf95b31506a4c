/** How long the steps of a login take, as a metric. Owns no tables. */
@NullMarked
package dev.claviger.auth.timing;

import org.jspecify.annotations.NullMarked;
