@NullMarked
package dev.claviger.sync.dynamicsecret;

import org.jspecify.annotations.NullMarked;
