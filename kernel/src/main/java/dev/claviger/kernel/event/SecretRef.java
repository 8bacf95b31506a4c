package dev.claviger.kernel.event;

import java.util.UUID;

/** One secret an event is about, down to the version that was read or written. */
public record SecretRef(UUID id, String key, int version, String environment, String path) {}
