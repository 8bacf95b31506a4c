@NullMarked
package dev.claviger.sync.rotationtarget;

import org.jspecify.annotations.NullMarked;
