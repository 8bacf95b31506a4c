/** The smallest service on the kernel, to test what all services get from it, through HTTP and Kafka. */
@NullMarked
package dev.claviger.testkit.probe;

import org.jspecify.annotations.NullMarked;
