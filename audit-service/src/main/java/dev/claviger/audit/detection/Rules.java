package dev.claviger.audit.detection;

import dev.claviger.audit.alert.AlertRights;
import dev.claviger.audit.detection.SettingStore.Setting;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an organisation chooses of the rules. Each call is an event. */
@ApplicationScoped
class Rules {
    static final String LISTED = "list-detection-rules";
    static final String UPDATED = "update-detection-rule";
    static final String SUPPRESSED = "create-detection-suppression";
    static final String UNSUPPRESSED = "delete-detection-suppression";
    private static final int LONGEST_REASON = 500;
    private static final Duration LONGEST = Duration.ofDays(90);

    private final AlertRights rights;
    private final RuleBook book;
    private final SettingStore settings;
    private final SuppressionStore suppressions;
    private final CurrentRequest current;
    private final Outbox outbox;
    private final Clock clock;
    private final Ids ids;

    Rules(
            AlertRights rights,
            RuleBook book,
            SettingStore settings,
            SuppressionStore suppressions,
            CurrentRequest current,
            Outbox outbox,
            Clock clock,
            Ids ids) {
        this.rights = rights;
        this.book = book;
        this.settings = settings;
        this.suppressions = suppressions;
        this.current = current;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    /** What somebody wants of a rule; what is null stays. */
    record Wish(@Nullable Boolean enabled, @Nullable Map<String, Long> thresholds) {}

    /** Which alerts somebody does not want, why and until when. */
    record Quiet(
            @Nullable String rule,
            @Nullable String subject,
            @Nullable String reason,
            @Nullable Instant expiresAt) {}

    Uni<RuleView.All> list() {
        return rights.reader(LISTED)
                .chain(caller -> settings.of(caller.orgId().toString()))
                .map(this::all)
                .call(() -> outbox.record(current.event(LISTED)));
    }

    private RuleView.All all(Map<String, Setting> chosen) {
        return new RuleView.All(
                book.attackVersion(),
                book.rules().stream()
                        .map(rule -> RuleView.of(rule, chosen.getOrDefault(rule.id(), Setting.NORMAL)))
                        .toList());
    }

    Uni<RuleView> update(String id, @Nullable Wish wish) {
        return rights.administrator(UPDATED).chain(caller -> {
            DetectionRule rule = book.find(id).orElseThrow(RuleNotFound::rule);
            Wish asked = wish == null ? new Wish(null, null) : wish;
            check(rule, asked);
            return outbox.transaction(transaction -> update(transaction, caller, rule, asked));
        });
    }

    private static void check(DetectionRule rule, Wish asked) {
        Validation valid = new Validation();
        thresholds(valid, rule, asked.thresholds());
        valid.check(
                rule.running() || !Boolean.TRUE.equals(asked.enabled()),
                "enabled",
                "The rule cannot run yet; its needs say what is missing");
        valid.done();
    }

    static void thresholds(Validation valid, DetectionRule rule, @Nullable Map<String, Long> wanted) {
        Map<String, Long> numbers = wanted == null ? Map.of() : wanted;
        numbers.forEach((name, value) -> {
            DetectionRule.@Nullable Threshold bounds = rule.thresholds().get(name);
            valid.check(
                    bounds != null,
                    "thresholds",
                    "The rule has the thresholds "
                            + String.join(", ", rule.thresholds().keySet()));
            if (bounds != null) {
                valid.check(
                        value != null && value >= bounds.least() && value <= bounds.most(),
                        "thresholds." + name,
                        "Must be between %d and %d".formatted(bounds.least(), bounds.most()));
            }
        });
    }

    private Uni<RuleView> update(RecordedTransaction transaction, Caller caller, DetectionRule rule, Wish asked) {
        String org = caller.orgId().toString();
        return settings.lock(transaction, org)
                .chain(() -> settings.of(transaction, org))
                .map(chosen -> chosen.getOrDefault(rule.id(), Setting.NORMAL))
                .chain(before -> {
                    Setting after = after(caller, rule, before, asked);
                    transaction.record(described(rule, before, after));
                    return settings.set(transaction, org, rule.id(), after, clock.instant())
                            .replaceWith(() -> RuleView.of(rule, after));
                });
    }

    private AccessEvent described(DetectionRule rule, Setting before, Setting after) {
        AccessEvent event = current.event(UPDATED)
                .with("rule", rule.id())
                .with("enabled", after.enabled())
                .with("thresholds", after.thresholds())
                .with("loosened", loosened(rule, before, after));
        return after.offAskedBy() == null || !after.enabled() ? event : event.with("offAsked", true);
    }

    /** The thresholds with which the rule sees less: a window that is shorter, any other number that is greater. */
    private static List<String> loosened(DetectionRule rule, Setting before, Setting after) {
        return rule.thresholds().keySet().stream()
                .filter(name -> {
                    long more = rule.number(after.thresholds(), name) - rule.number(before.thresholds(), name);
                    return name.equals("windowSeconds") ? more < 0 : more > 0;
                })
                .sorted()
                .toList();
    }

    /** A rule about the log itself goes off when two administrators want it; one alone can only ask, and any can turn it on. */
    static Setting after(Caller caller, DetectionRule rule, Setting before, Wish asked) {
        Map<String, Long> numbers = new HashMap<>(before.thresholds());
        if (asked.thresholds() != null) {
            numbers.putAll(asked.thresholds());
        }
        boolean wanted = asked.enabled() == null ? before.enabled() : asked.enabled();
        boolean alone = before.offAskedBy() == null || before.offAskedBy().equals(caller.id());
        if (asked.enabled() == null) {
            return new Setting(before.enabled(), numbers, before.offAskedBy());
        }
        return !wanted && rule.guarded() && before.enabled() && alone
                ? new Setting(true, numbers, caller.id())
                : new Setting(wanted, numbers, null);
    }

    Uni<RuleView.Suppressions> suppressions() {
        return rights.reader(LISTED)
                .chain(caller -> suppressions.of(caller.orgId().toString()))
                .call(() -> outbox.record(current.event(LISTED)))
                .map(RuleView.Suppressions::new);
    }

    Uni<Suppression> suppress(@Nullable Quiet wish) {
        return rights.administrator(SUPPRESSED).chain(caller -> {
            Suppression made = made(caller, wish == null ? new Quiet(null, null, null, null) : wish);
            AccessEvent event = current.event(SUPPRESSED)
                    .with("suppressionId", made.id())
                    .with("rule", made.rule())
                    .with("subject", made.subject())
                    .with("suppressionReason", made.reason())
                    .with("expiresAt", made.expiresAt());
            return outbox.transaction(transaction -> suppressions
                            .insert(transaction, caller.orgId().toString(), made)
                            .invoke(() -> transaction.record(event)))
                    .replaceWith(made);
        });
    }

    private Suppression made(Caller caller, Quiet wish) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Validation valid = new Validation();
        String rule = valid.text("rule", wish.rule());
        String subject = valid.text("subject", wish.subject());
        String reason = valid.text("reason", wish.reason());
        valid.check(book.find(rule).isPresent(), "rule", "Must be the id of a rule");
        valid.check(
                book.find(rule).stream().noneMatch(DetectionRule::guarded),
                "rule",
                "A rule about the log itself cannot be suppressed");
        valid.check(reason.length() <= LONGEST_REASON, "reason", "Must have at most 500 characters");
        Instant until = wish.expiresAt() == null ? now : wish.expiresAt().truncatedTo(ChronoUnit.MICROS);
        valid.check(
                until.isAfter(now) && !until.isAfter(now.plus(LONGEST)),
                "expiresAt",
                "Must be in the future, at most 90 days away");
        valid.done();
        return new Suppression(ids.next(), rule, subject, reason, caller.id().toString(), now, until);
    }

    Uni<Void> unsuppress(String id) {
        return rights.administrator(UNSUPPRESSED).chain(caller -> {
            Validation valid = new Validation();
            UUID wanted = valid.id("id", id);
            valid.done();
            return outbox.transaction(transaction -> suppressions
                    .delete(transaction, caller.orgId().toString(), wanted)
                    .invoke(Rules::requireGone)
                    .invoke(() -> transaction.record(current.event(UNSUPPRESSED).with("suppressionId", wanted)))
                    .replaceWithVoid());
        });
    }

    private static void requireGone(boolean gone) {
        if (!gone) {
            throw RuleNotFound.suppression();
        }
    }
}
