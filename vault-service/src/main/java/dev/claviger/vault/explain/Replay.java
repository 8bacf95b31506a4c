package dev.claviger.vault.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a change would have done to what really happened.
 *
 * @param considered how many kinds of decisions were replayed
 * @param changed those that would be another now because of the change; the most frequent first
 * @param complete false when there may be more that the one who asks may not see, or that was not told
 * @param missing in words, why nothing was replayed; null when it was
 */
record Replay(
        int days,
        int considered,
        List<Flip> changed,
        boolean complete,
        @Nullable String missing) {
    Replay {
        changed = List.copyOf(changed);
    }

    /**
     * A decision that the change turns round.
     *
     * @param recorded {@code allowed} or {@code denied}, as it was decided then
     * @param before what the rules say without the change, {@code after} with it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Flip(
            String type,
            UUID id,
            String name,
            String action,
            @Nullable String environment,
            @Nullable String secretPath,
            @Nullable String secretName,
            String recorded,
            String before,
            String after,
            long count,
            Instant lastAt) {}

    /** The two states of somebody. */
    record States(Permissions before, Permissions after, String name) {}

    static Replay of(PastDecisions past, int days, Sight sight, Function<PastDecision, States> states) {
        Map<Object, States> known = new HashMap<>();
        List<Flip> changed = new ArrayList<>();
        int considered = 0;
        for (PastDecision decision : past.decisions()) {
            if (sight.sees(decision.holder()) && sight.sees(decision.resource())) {
                considered++;
                States state = known.computeIfAbsent(decision.holder(), fresh -> states.apply(decision));
                boolean before = allows(state.before(), decision);
                boolean after = allows(state.after(), decision);
                if (before != after) {
                    changed.add(flip(decision, state.name(), before, after));
                }
            }
        }
        boolean complete = past.complete() && considered == past.decisions().size();
        return new Replay(days, considered, changed, complete, past.missing());
    }

    private static boolean allows(Permissions permissions, PastDecision decision) {
        return permissions.allows(decision.action(), decision.subject(), decision.resource());
    }

    private static Flip flip(PastDecision decision, String name, boolean before, boolean after) {
        Resource resource = decision.resource();
        return new Flip(
                decision.holder().type(),
                decision.holder().id(),
                name,
                decision.action(),
                resource.environment(),
                resource.secretPath(),
                resource.secretName(),
                word(decision.allowed()),
                word(before),
                word(after),
                decision.count(),
                decision.lastAt());
    }

    private static String word(boolean allowed) {
        return allowed ? "allowed" : "denied";
    }
}
