/**
 * A small HTTP server on 127.0.0.1, the ground that the edge and the GitLab simulator stand on.
 *
 * <p>Each server has its own Vert.x, so that closing the server ends every thread and connection it had.
 */
@NullMarked
package dev.claviger.local.loopback;

import org.jspecify.annotations.NullMarked;
