@NullMarked
package dev.claviger.auth.member;

import org.jspecify.annotations.NullMarked;
