@NullMarked
package dev.claviger.sync.sqllogin;

import org.jspecify.annotations.NullMarked;
