@NullMarked
package dev.claviger.auth.login;

import org.jspecify.annotations.NullMarked;
