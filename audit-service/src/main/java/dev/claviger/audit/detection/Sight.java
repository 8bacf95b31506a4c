package dev.claviger.audit.detection;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What a rule noticed: at which entry, about whom, how bad. */
record Sight(long index, Instant at, String subject, String severity, JsonObject facts) {}
