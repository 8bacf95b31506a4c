@NullMarked
package dev.claviger.auth.group;

import org.jspecify.annotations.NullMarked;
