@NullMarked
package dev.claviger.auth.handover;

import org.jspecify.annotations.NullMarked;
