package dev.claviger.sample.second;

import dev.claviger.sample.first.First;

/** Needs the first feature, which needs this one. */
public record Second(First first) {}
