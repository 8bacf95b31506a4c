package dev.claviger.audit.query;

/** Where a page ended: the last entry's time in microseconds and its place in the log. Entries older than this come next. */
public record Position(long micros, long index) {}
