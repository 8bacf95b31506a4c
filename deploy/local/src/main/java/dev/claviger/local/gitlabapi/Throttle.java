package dev.claviger.local.gitlabapi;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/** Counts the calls of each credential in windows of a minute and tells the count in headers. */
final class Throttle {
    private static final int WINDOW_SECONDS = 60;

    private final Settings settings;
    private final Clock clock;
    private final Map<String, Integer> counts = new HashMap<>();
    private long window;

    Throttle(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Counts the call; refuses it with the answer of GitLab when it is one too many. */
    Map<String, String> count(String credential) {
        long now = clock.instant().getEpochSecond();
        if (now / WINDOW_SECONDS != window) {
            window = now / WINDOW_SECONDS;
            counts.clear();
        }
        int observed = counts.merge(credential, 1, Integer::sum);
        if (settings.rateLimit < 0) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("RateLimit-Limit", Integer.toString(settings.rateLimit));
        headers.put("RateLimit-Name", "throttle_authenticated_api");
        headers.put("RateLimit-Observed", Integer.toString(observed));
        headers.put("RateLimit-Remaining", Integer.toString(Math.max(0, settings.rateLimit - observed)));
        headers.put("RateLimit-Reset", Long.toString((window + 1) * WINDOW_SECONDS));
        return headers;
    }

    boolean isTooMany(String credential) {
        return settings.rateLimit >= 0 && counts.getOrDefault(credential, 0) > settings.rateLimit;
    }

    Reply refusal(Map<String, String> headers) {
        Reply reply = Reply.plain(429, "Retry later\n");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        if (!settings.retryAfterIsSent) {
            return reply;
        }
        Instant reset = clock.instant().plusSeconds(settings.retryAfterSeconds);
        return reply.with("Retry-After", Integer.toString(settings.retryAfterSeconds))
                .with("RateLimit-ResetTime", DateTimeFormatter.RFC_1123_DATE_TIME.format(reset.atZone(ZoneOffset.UTC)));
    }

    void forget() {
        counts.clear();
    }
}
