/** What happened? Takes access events from Kafka once each, keeps them for good, and answers who did what. */
@NullMarked
package dev.claviger.audit;

import org.jspecify.annotations.NullMarked;
