package dev.claviger.audit.canary;

import dev.claviger.audit.gap.Alarms;
import dev.claviger.audit.tlog.Judge;
import dev.claviger.audit.tlog.Verdict;
import dev.claviger.audit.tlog.Verdict.Answer;
import dev.claviger.audit.trail.Entry;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends one canary after another. The first one that is overdue raises the alert; the next one that is proved ends it. */
@ApplicationScoped
class Canary {
    static final String SENT = "audit-canary";
    static final String KIND = "canary";
    private static final Origin NOWHERE = new Origin("", "", "", "");
    private static final Duration FIRST_LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);

    private final Outbox outbox;
    private final Judge judge;
    private final Alarms alarms;
    private final CanaryConfig config;
    private final Clock clock;
    private final Ids ids;
    private final AtomicInteger overdue;
    private final Timer proven;
    private volatile CanaryStatus status = CanaryStatus.NONE_YET;
    private volatile boolean alarmed;
    private final PeriodicTask timer = new PeriodicTask("canary");

    Canary(Outbox outbox, Judge judge, Alarms alarms, CanaryConfig config, Clock clock, Ids ids, MeterRegistry meters) {
        this.outbox = outbox;
        this.judge = judge;
        this.alarms = alarms;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
        this.overdue = meters.gauge("claviger.audit.canary.overdue", List.of(), new AtomicInteger());
        this.proven = meters.timer("claviger.audit.canary.proven");
    }

    void start(@Observes StartupEvent started) {
        timer.startLater(config.interval(), this::send);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    CanaryStatus status() {
        return status;
    }

    private Uni<Void> send() {
        UUID id = ids.next();
        Instant now = clock.instant();
        AccessEvent event = AccessEvent.begin(id, now, SENT, NOWHERE).by(Actor.PLATFORM, null, Provenance.NONE);
        return outbox.record(event)
                .chain(() -> proof(id))
                .ifNoItem()
                .after(config.limit())
                .failWith(NotProven::late)
                .chain(verdict -> note(id, now, verdict))
                .onFailure()
                .recoverWithUni(problem -> alarm(id, now, problem))
                .onFailure()
                .invoke(failed -> Log.errorf(
                        "the canary's alert cannot be stored cause=%s",
                        failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    /** Asks until the entry is signed; what the check then says is final. */
    private Uni<Verdict> proof(UUID id) {
        return Uni.createFrom()
                .deferred(() -> judge.event(Entry.PLATFORM, id))
                .invoke(verdict -> {
                    if (verdict.answer() == Answer.NOT_FOUND) {
                        throw new NotYet();
                    }
                })
                .onFailure(NotYet.class)
                .retry()
                .withBackOff(FIRST_LOOK, LONGEST_LOOK)
                .expireIn(config.limit().toMillis())
                .onFailure(problem -> !(problem instanceof NotProven))
                .transform(NotProven::because);
    }

    private Uni<Void> note(UUID id, Instant sent, Verdict verdict) {
        if (verdict.answer() != Answer.VERIFIED) {
            throw new NotProven(
                    "the check of its proof says: " + verdict.answer().text());
        }
        Instant now = clock.instant();
        status = status.proven(id, sent, now, String.valueOf(verdict.log()), verdict.index());
        overdue.set(0);
        alarmed = false;
        proven.record(Duration.between(sent, now));
        return alarms.close(KIND);
    }

    private Uni<Void> alarm(UUID id, Instant sent, Throwable problem) {
        String why = problem instanceof NotProven known
                ? String.valueOf(known.getMessage())
                : "it could not be recorded: " + problem.getClass().getSimpleName();
        overdue.set(1);
        status = status.overdue(id, sent, why);
        Log.errorf("the canary is not in the log event=%s problem=%s", id, why);
        return alarmed
                ? Uni.createFrom().voidItem()
                : alarms.raise(KIND, id.toString(), Map.of("eventId", id.toString(), "problem", why))
                        .invoke(fresh -> alarmed = true)
                        .replaceWithVoid();
    }

    private static final class NotYet extends RuntimeException {
        NotYet() {
            super("not signed yet", null, false, false);
        }
    }

    private static final class NotProven extends RuntimeException {
        NotProven(String why) {
            super(why, null, false, false);
        }

        static NotProven late() {
            return new NotProven("it was not in a signed log in time");
        }

        static NotProven because(Throwable problem) {
            return problem instanceof IllegalStateException || problem instanceof NotYet
                    ? late()
                    : new NotProven(
                            "its proof could not be made: " + problem.getClass().getSimpleName());
        }
    }
}
