@NullMarked
package dev.claviger.auth.gcp;

import org.jspecify.annotations.NullMarked;
