/** What happened, as a fact that leaves the service: who, which job, what, with which outcome. Never a value or a token. */
@NullMarked
package dev.claviger.kernel.event;

import org.jspecify.annotations.NullMarked;
