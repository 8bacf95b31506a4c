package dev.claviger.vault.project;

import dev.claviger.kernel.caller.Caller;
import java.time.Instant;

/** Who changes what a project holds, and why. */
record Commit(Caller caller, String message, Instant time) {}
