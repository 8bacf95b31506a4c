package dev.claviger.local.gitlabapi;

import java.util.EnumSet;
import java.util.Set;

/** How this instance is set up, and which of GitLab's oddities it has. Not thread-safe. */
final class Settings {
    Tier tier = Tier.ULTIMATE;
    String version = "18.6.0";
    boolean maintenance;
    final Set<Quirk> quirks =
            EnumSet.of(Quirk.GROUP_HIDES_BY_PRESENCE, Quirk.GROUP_PUT_FALLS_THROUGH, Quirk.GROUP_PUT_TAKES_THE_FIRST);
    int longestTokenDays = 365;
    int mostRows = -1;
    int rateLimit = -1;
    boolean retryAfterIsSent = true;
    int retryAfterSeconds = 1;
    String linkOrigin = "";
    int rowsWithTotals = 10_000;
    long latencyMillis;

    boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    int limit(Level level) {
        return mostRows >= 0 ? mostRows : level.limit();
    }
}
