package dev.claviger.local.gitlab;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jose4j.json.JsonUtil;
import org.jspecify.annotations.Nullable;

/** Makes ID tokens of the simulated GitLab. Every token belongs to a job of its own in a pipeline of its own. */
public final class IdTokens {

    private final String issuer;
    private final SigningKeys keys;
    private final Clock clock;
    private final Supplier<UUID> tokenIds;
    private final AtomicLong lastPipeline = new AtomicLong(1000);

    IdTokens(String issuer, SigningKeys keys, Clock clock, Supplier<UUID> tokenIds) {
        this.issuer = issuer;
        this.keys = keys;
        this.clock = clock;
        this.tokenIds = tokenIds;
    }

    /** Returns a new token of this kind for this audience. */
    public String issue(PipelineKind kind, String audience) {
        return issue(kind, audience, Map.of());
    }

    /**
     * Returns a new token with some claims replaced; null takes a claim away. {@code sub}, {@code ref_path} and the
     * times follow the replaced claims unless they are replaced themselves.
     */
    public String issue(PipelineKind kind, String audience, Map<String, ? extends @Nullable Object> overrides) {
        Claims push = Claims.ofPush(issuer, audience, tokenIds.get(), nextRun(), clock.instant());
        return keys.sign(kind.signature(), JsonUtil.toJson(kind.shape(push).finish(overrides)));
    }

    private Claims.Run nextRun() {
        long pipeline = lastPipeline.incrementAndGet();
        return new Claims.Run(Long.toString(pipeline), Long.toString(pipeline * 10 + 1));
    }
}
