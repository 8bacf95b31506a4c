package dev.claviger.sample.first;

import dev.claviger.sample.second.Second;

/** Needs the second feature, which needs this one. */
public record First(Second second) {}
