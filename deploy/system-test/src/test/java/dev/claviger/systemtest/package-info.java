/**
 * Black-box stories against the whole suite: real processes, real engines, the edge in front, and nothing but the public API.
 *
 * <p>One suite serves all tests; a test that stops a part starts it again, and each makes its own project.
 */
@NullMarked
package dev.claviger.systemtest;

import org.jspecify.annotations.NullMarked;
