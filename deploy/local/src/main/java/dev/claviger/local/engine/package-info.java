/**
 * The two engines Claviger stands on, PostgreSQL and Kafka, started from a folder.
 *
 * <p>They listen on loopback only, keep their data below the folder they are given, and can be stopped, killed and started
 * again on the same port and data. They end when the process that started them ends, however it ends. By default they are
 * embedded; with {@code -Dclaviger.engines=containers} they run in containers.
 */
@NullMarked
package dev.claviger.local.engine;

import org.jspecify.annotations.NullMarked;
