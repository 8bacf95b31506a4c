@NullMarked
package dev.claviger.auth.session;

import org.jspecify.annotations.NullMarked;
