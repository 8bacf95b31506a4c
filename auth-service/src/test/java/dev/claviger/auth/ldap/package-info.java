@NullMarked
package dev.claviger.auth.ldap;

import org.jspecify.annotations.NullMarked;
