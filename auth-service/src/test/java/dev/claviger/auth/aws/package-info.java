@NullMarked
package dev.claviger.auth.aws;

import org.jspecify.annotations.NullMarked;
