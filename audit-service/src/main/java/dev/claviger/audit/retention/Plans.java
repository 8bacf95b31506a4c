package dev.claviger.audit.retention;

import dev.claviger.audit.retention.RetentionPlan.Offered;
import dev.claviger.audit.retention.RetentionPlan.Proposal;
import dev.claviger.audit.retention.RetentionPlan.Rule;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Showing and changing how long an organisation keeps what. A change counts for entries that come afterwards; keeping less takes two. */
@ApplicationScoped
class Plans {
    static final String READ = "audit-retention-read";
    static final String UPDATED = "audit-retention-updated";
    static final String ASKED = "audit-retention-shorter-asked";
    private static final int MOST = 200;

    private final Stewards stewards;
    private final PlanStore store;
    private final ProposalStore proposals;
    private final CurrentRequest current;
    private final Outbox outbox;
    private final Clock clock;

    Plans(
            Stewards stewards,
            PlanStore store,
            ProposalStore proposals,
            CurrentRequest current,
            Outbox outbox,
            Clock clock) {
        this.stewards = stewards;
        this.store = store;
        this.proposals = proposals;
        this.current = current;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The whole plan; what is not named is kept for the longest time. */
    record Wish(@Nullable String defaultClass, @Nullable Map<String, String> eventTypes) {}

    Uni<RetentionPlan> read() {
        return stewards.require(READ)
                .chain(caller -> plan(caller.orgId().toString()))
                .call(plan -> outbox.record(current.event(READ)));
    }

    private Uni<RetentionPlan> plan(String org) {
        return store.classes()
                .chain(classes -> store.rules(org).map(rules -> RetentionPlan.of(rules, classes)))
                .chain(plan -> proposals.find(org, plan.classes()).map(found -> plan.with(live(found))));
    }

    /** One that is too old is none. */
    private @Nullable Proposal live(Optional<Proposal> found) {
        return found.filter(proposal -> clock.instant().isBefore(proposal.expiresAt()))
                .orElse(null);
    }

    /** A plan that keeps less than the present one is only proposed, unless another administrator has asked for the same. */
    Uni<RetentionPlan> update(@Nullable Wish wish) {
        Wish asked = wish == null ? new Wish(null, null) : wish;
        return stewards.require(UPDATED)
                .chain(caller -> store.classes()
                        .map(classes -> RetentionPlan.of(rules(asked, classes), classes))
                        .chain(wanted -> outbox.transaction(transaction -> update(transaction, caller, wanted))));
    }

    private Uni<RetentionPlan> update(RecordedTransaction transaction, Caller caller, RetentionPlan wanted) {
        String org = caller.orgId().toString();
        return proposals
                .lock(transaction, org)
                .chain(() -> store.rules(transaction, org))
                .map(rules -> RetentionPlan.of(rules, wanted.classes()))
                .chain(before -> proposals
                        .find(transaction, org, wanted.classes())
                        .chain(proposal -> needsAnother(caller, before, wanted, proposal)
                                ? propose(transaction, caller, before, wanted)
                                : replace(transaction, org, before, wanted, proposal)));
    }

    private boolean needsAnother(
            Caller caller, RetentionPlan before, RetentionPlan wanted, Optional<Proposal> proposal) {
        boolean agreed = proposal.filter(asked -> asked.isFor(wanted))
                .filter(asked -> SecondAdministrator.agrees(
                        asked.askedBy(), asked.askedAt(), caller.id().toString(), clock.instant()))
                .isPresent();
        return wanted.keepsLessThan(before) && !agreed;
    }

    private Uni<RetentionPlan> propose(
            RecordedTransaction transaction, Caller caller, RetentionPlan before, RetentionPlan wanted) {
        Proposal proposal =
                Proposal.of(wanted, caller.id().toString(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        transaction.record(current.event(ASKED).with("before", before.text()).with("after", wanted.text()));
        return proposals.keep(transaction, caller.orgId().toString(), proposal).replaceWith(before.with(proposal));
    }

    private Uni<RetentionPlan> replace(
            RecordedTransaction transaction,
            String org,
            RetentionPlan before,
            RetentionPlan wanted,
            Optional<Proposal> proposal) {
        List<Rule> rules = wanted.rules();
        AccessEvent event = current.event(UPDATED).with("before", before.text()).with("after", wanted.text());
        transaction.record(proposal.filter(asked -> asked.isFor(wanted))
                .map(asked -> event.with("askedBy", asked.askedBy()))
                .orElse(event));
        return store.replace(transaction, org, rules)
                .chain(() -> proposals.forget(transaction, org))
                .replaceWith(wanted);
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
