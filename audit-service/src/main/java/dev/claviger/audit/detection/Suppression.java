package dev.claviger.audit.detection;

import java.time.Instant;
import java.util.UUID;

/** Alerts of a rule about a subject that are not wanted until then, and why. */
public record Suppression(
        UUID id, String rule, String subject, String reason, String createdBy, Instant createdAt, Instant expiresAt) {}
