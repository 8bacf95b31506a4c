package dev.claviger.audit.query;

import dev.claviger.audit.trail.RecordedEvent;
import java.time.Instant;
import java.util.UUID;

/** An entry of the trail as a search finds it. */
public record Found(UUID id, String log, long index, Instant occurredAt, String userAgentType, RecordedEvent event) {}
