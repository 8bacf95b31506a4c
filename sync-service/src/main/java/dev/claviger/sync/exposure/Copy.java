package dev.claviger.sync.exposure;

import dev.claviger.sync.plan.Exposure;
import dev.claviger.sync.plan.VariableId;

/** A variable of the project that one of our syncs wrote, and how GitLab gives it to jobs now. */
record Copy(String sync, VariableId id, Exposure exposure) {}
