/** The tenants. Owns the table {@code organization}. */
@NullMarked
package dev.claviger.auth.organization;

import org.jspecify.annotations.NullMarked;
