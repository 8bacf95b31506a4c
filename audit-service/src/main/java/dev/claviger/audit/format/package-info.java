/**
 * How entries look to other systems: our own object, CloudEvents, OCSF 1.8 and ECS (audit-log.md 4.2, 4.3; {@code docs/siem.md} has the
 * tables). An entry that is greater than a destination takes is shortened and says so; it stays valid JSON of its format.
 */
@NullMarked
package dev.claviger.audit.format;

import org.jspecify.annotations.NullMarked;
