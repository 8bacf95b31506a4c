/**
 * What people see and change of themselves: profile and password. Every route is for whoever calls, and for nobody else. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.profile;

import org.jspecify.annotations.NullMarked;
