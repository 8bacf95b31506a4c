@NullMarked
package dev.claviger.auth.profile;

import org.jspecify.annotations.NullMarked;
