/**
 * The one door of the suite: a reverse proxy that chooses a service by path and changes nothing else.
 *
 * <p>It holds no secret and decides nothing about identity. Paths travel as they came, so that a service sees, and can
 * refuse, what the client really sent.
 */
@NullMarked
package dev.claviger.local.edge;

import org.jspecify.annotations.NullMarked;
