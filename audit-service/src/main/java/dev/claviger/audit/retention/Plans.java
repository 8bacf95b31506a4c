package dev.claviger.audit.retention;

import dev.claviger.audit.retention.RetentionPlan.Offered;
import dev.claviger.audit.retention.RetentionPlan.Rule;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Showing and changing how long an organisation keeps what. A change counts for entries that come afterwards. */
@ApplicationScoped
class Plans {
    static final String READ = "audit-retention-read";
    static final String UPDATED = "audit-retention-updated";
    private static final int MOST = 200;

    private final Stewards stewards;
    private final PlanStore store;
    private final CurrentRequest current;
    private final Outbox outbox;

    Plans(Stewards stewards, PlanStore store, CurrentRequest current, Outbox outbox) {
        this.stewards = stewards;
        this.store = store;
        this.current = current;
        this.outbox = outbox;
    }

    /** The whole plan; what is not named is kept for the longest time. */
    record Wish(@Nullable String defaultClass, @Nullable Map<String, String> eventTypes) {}

    Uni<RetentionPlan> read() {
        return stewards.require(READ)
                .chain(caller -> plan(caller.orgId().toString()))
                .call(plan -> outbox.record(current.event(READ)));
    }

    private Uni<RetentionPlan> plan(String org) {
        return store.classes().chain(classes -> store.rules(org).map(rules -> RetentionPlan.of(rules, classes)));
    }

    Uni<RetentionPlan> update(@Nullable Wish wish) {
        Wish asked = wish == null ? new Wish(null, null) : wish;
        return stewards.require(UPDATED)
                .chain(caller -> plan(caller.orgId().toString())
                        .chain(before -> update(caller.orgId().toString(), before, rules(asked, before.classes()))));
    }

    private Uni<RetentionPlan> update(String org, RetentionPlan before, List<Rule> rules) {
        RetentionPlan after = RetentionPlan.of(rules, before.classes());
        return outbox.transaction(transaction -> store.replace(transaction, org, rules)
                .invoke(() -> transaction.record(
                        current.event(UPDATED).with("before", describe(before)).with("after", describe(after))))
                .replaceWith(after));
    }

    private static String describe(RetentionPlan plan) {
        return Stream.concat(
                        Stream.of("*=" + plan.defaultClass()),
                        plan.eventTypes().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()))
                .collect(Collectors.joining(","));
    }

    private static List<Rule> rules(Wish wish, List<Offered> offered) {
        Validation valid = new Validation();
        List<String> names = offered.stream().map(Offered::name).toList();
        String choice = "Must be one of " + String.join(", ", names);
        Map<String, String> byType = wish.eventTypes() == null ? Map.of() : wish.eventTypes();
        valid.check(byType.size() <= MOST, "eventTypes", "At most 200 event types can have a class of their own");
        List<Rule> rules = new ArrayList<>();
        String general = valid.text("defaultClass", wish.defaultClass(), RetentionPlan.LONGEST);
        valid.check(names.contains(general), "defaultClass", choice);
        rules.add(new Rule(RetentionPlan.ALL, general));
        byType.forEach((type, chosen) -> {
            valid.check(type.matches("[a-z0-9][a-z0-9._-]{0,99}"), "eventTypes", "Must be names of events");
            valid.check(chosen != null && names.contains(chosen), "eventTypes", choice);
            rules.add(new Rule(type, String.valueOf(chosen)));
        });
        valid.done();
        return rules;
    }
}
