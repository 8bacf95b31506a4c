package dev.claviger.kernel.outbox;

/** An encoded event with its number. */
@SuppressWarnings("ArrayRecordComponent") // handed from the encoder to the driver, never compared
record Numbered(long sequence, String key, byte[] payload) {}
