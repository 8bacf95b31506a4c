package dev.claviger.sync.job;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A state with the report of the run that ended last, which is null before the first one has. */
public record JobReport(
        JobState state,
        @Nullable Instant finishedAt,
        @Nullable JsonObject report) {}
