/**
 * What all tests share: the real engines, access tokens as auth-service makes them, a clock that can be stepped, a tap on
 * Kafka topics, the architecture rules and the canary. It is for test scope only.
 */
@NullMarked
package dev.claviger.testkit;

import org.jspecify.annotations.NullMarked;
