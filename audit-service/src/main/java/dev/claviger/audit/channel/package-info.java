/**
 * Ways to tell people and systems outside about an alert: a web hook, a chat, a mail. Each sends once and says how it went; who is told
 * what, and how often it is tried, others decide.
 *
 * <p>What always holds: an address that is not public is reached only when the operator has listed it, and no text that a rule found in an
 * event is taken for anything but text.
 */
@NullMarked
package dev.claviger.audit.channel;

import org.jspecify.annotations.NullMarked;
