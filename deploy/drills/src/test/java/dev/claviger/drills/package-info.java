@NullMarked
package dev.claviger.drills;

import org.jspecify.annotations.NullMarked;
