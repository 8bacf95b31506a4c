package dev.claviger.sync.gitlab;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.AddressResolver;
import dev.claviger.kernel.outbound.Cidr;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundConfig;
import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.Destination;
import dev.claviger.sync.plan.Exposure;
import dev.claviger.sync.plan.LedgerEntry;
import dev.claviger.sync.plan.Plan;
import dev.claviger.sync.plan.PlanInput;
import dev.claviger.sync.plan.Planner;
import dev.claviger.sync.plan.SyncPolicy;
import dev.claviger.sync.plan.SyncPolicy.Existing;
import dev.claviger.sync.plan.SyncPolicy.Unmaskable;
import dev.claviger.sync.plan.UndoEntry;
import dev.claviger.sync.plan.ValueDigest;
import dev.claviger.sync.plan.VariableId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A place of the simulator, and what plans and runs need to be carried out there. */
abstract class OnSimulator {
    static final Duration LIMIT = Duration.ofMinutes(5);
    static final ValueDigest DIGEST = new ValueDigest(new byte[32]);
    private static final Exposure PLAIN = new Exposure(false, false, false, false, true);
    private static final Exposure HIDDEN = new Exposure(false, true, true, true, true);
    private static final SyncPolicy POLICY = new SyncPolicy(Existing.REFUSE, Unmaskable.REFUSE, true, 100, 100);
    private static final Patience USUAL = new Patience(3, Duration.ofMillis(2), Duration.ofSeconds(2));
    static final Variable FOREIGN = Variable.of("FOREIGN", "theirs");

    private record Loopback(Duration connectTimeout, Duration totalTimeout, int maxBytes) implements OutboundConfig {
        @Override
        public Optional<List<Cidr>> allow() {
            return Optional.of(List.of(Cidr.of("127.0.0.0/8")));
        }
    }

    private static GitLabSimulator gitlab;
    private static Vertx vertx;
    private static GuardedHttp http;

    private final Planner planner = new Planner(DIGEST);
    final Memory memory = new Memory();
    GitLabPlace place = GitLabPlace.project(20);
    GitLabApi api;
    String token;

    @BeforeAll
    static void start() {
        gitlab = GitLabSimulator.start(Clock.systemUTC());
        vertx = Vertx.vertx();
        AddressResolver nobody = _ -> Uni.createFrom().failure(new IOException("no such host"));
        http = new GuardedHttp(vertx, nobody, new Loopback(Duration.ofSeconds(2), Duration.ofSeconds(30), 1 << 25));
    }

    @AfterAll
    static void stop() {
        vertx.close().await().atMost(LIMIT);
        gitlab.close();
    }

    @BeforeEach
    void reset() {
        api = gitlab.api();
        clear();
        token = api.personalToken(GitLabApi.MAINTAINER, "api");
    }

    final void clear() {
        api.heal();
        api.clearVariables();
        api.forgetCalls();
        memory.clear();
    }

    final TargetClient targets() {
        return new TargetClient(client(Patience.usual()), access());
    }

    final List<StepResult> sync(List<DesiredVariable> desired) {
        return apply(plan(desired));
    }

    final List<StepResult> trySync(List<DesiredVariable> desired) {
        return trySync(desired, USUAL);
    }

    final List<StepResult> trySync(List<DesiredVariable> desired, Patience patience) {
        try {
            return apply(plan(desired), patience);
        } catch (GitLabRefused listFailed) {
            return List.of();
        }
    }

    final List<StepResult> apply(Plan plan) {
        return apply(plan, USUAL);
    }

    private List<StepResult> apply(Plan plan, Patience patience) {
        return new PlanRun(variables(patience), memory, memory, DIGEST, 1)
                .apply(plan)
                .await()
                .atMost(LIMIT);
    }

    final Plan plan(List<DesiredVariable> desired) {
        Destination destination = switch (place.level()) {
            case PROJECT -> new Destination(Destination.Level.PROJECT, true, true, 20_000);
            case GROUP -> Destination.group(true);
            case INSTANCE -> Destination.instance();
        };
        var there = variables().list().await().atMost(LIMIT);
        return planner.plan(new PlanInput(desired, there, memory.all(), Set.of(), POLICY, destination));
    }

    final VariableClient variables() {
        return variables(USUAL);
    }

    final VariableClient variables(Patience patience) {
        return new VariableClient(client(patience), access(), place);
    }

    static GitLabClient client(Patience patience) {
        return new GitLabClient(http, patience, Clock.systemUTC(), new Random(1));
    }

    final GitLabAccess access() {
        return new GitLabAccess(URI.create(gitlab.url()), Secret.of(token), "");
    }

    /** What is stored at the place. */
    final List<Variable> present() {
        return place.isGroup() ? api.groupVariables(place.id()) : api.projectVariables(place.id());
    }

    final Map<String, String> values() {
        Map<String, String> values = new ConcurrentSkipListMap<>();
        present().forEach(row -> values.put(row.key(), row.value()));
        return values;
    }

    static DesiredVariable want(String key, String value) {
        return scoped(key, value, "*");
    }

    static DesiredVariable scoped(String key, String value, String scope) {
        return new DesiredVariable(new VariableId(key, scope), Secret.of(value), PLAIN, "");
    }

    static DesiredVariable hidden(String key, String value) {
        return new DesiredVariable(new VariableId(key, "*"), Secret.of(value), HIDDEN, "");
    }

    /** A ledger that can die before or after what it writes. */
    static final class Memory implements Ledger, UndoLog {
        final Map<VariableId, LedgerEntry> entries = new ConcurrentSkipListMap<>();
        final List<UndoEntry> undo = new ArrayList<>();
        final AtomicInteger left = new AtomicInteger(-1);

        void crashAt(int nth) {
            left.set(nth);
        }

        void clear() {
            entries.clear();
            undo.clear();
            left.set(-1);
        }

        List<LedgerEntry> all() {
            return List.copyOf(entries.values());
        }

        @Override
        public Uni<Void> put(LedgerEntry entry) {
            return write(() -> entries.put(entry.id(), entry));
        }

        @Override
        public Uni<Void> remove(VariableId id) {
            return write(() -> entries.remove(id));
        }

        @Override
        public Uni<Void> remember(UndoEntry entry) {
            return write(() -> undo.add(entry));
        }

        /** After the crash nothing is written any more. */
        private Uni<Void> write(Runnable change) {
            return Uni.createFrom().voidItem().invoke(() -> {
                int before = left.get();
                if (before >= 0 && (before == 0 || left.decrementAndGet() == 0)) {
                    throw new IllegalStateException("crash");
                }
                change.run();
            });
        }
    }
}
