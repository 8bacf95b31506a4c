@NullMarked
package dev.claviger.auth.bootstrap;

import org.jspecify.annotations.NullMarked;
