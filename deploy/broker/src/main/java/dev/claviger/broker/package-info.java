/**
 * One Kafka broker that is its own controller, in a process of its own, for demo, tests and small installations.
 *
 * <p>It listens on the loopback address alone and keeps everything below one folder. It lives no longer than the process
 * that started it: when standard input closes it stops, so a launcher that was killed leaves no broker behind.
 */
@NullMarked
package dev.claviger.broker;

import org.jspecify.annotations.NullMarked;
