package dev.claviger.bench;

import dev.claviger.bench.EventFeed.Encoded;
import dev.claviger.bench.TrailView.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How fast events from Kafka get into the log and are signed: backlogs of 1, 10 and 1,000 organisations, and events at a pace; then what it costs
 * to keep them, and how fast they are found and proved. In the end every event that was sent must stand in the log once.
 */
final class AuditScenario {
    /** Longer logs are generated straight into the tables. */
    static final int MOST_SENT = 500_000;

    /** As long as this a generated log is verified from its first entry to its signature. */
    private static final int VERIFIED_WHOLE = 50_000;

    private static final int PROOFS = 20;

    /** Targets, told and not asserted. */
    private static final int SEQUENCED_MILLIS = 500;

    private static final int SIGNED_MILLIS = 2_000;
    private static final int BATCH = 20_000;
    private static final Duration GIVE_UP = Duration.ofMinutes(30);
    private static final long LOOK_NANOS = 5_000_000;

    private final Options options;
    private final PrintStream out;
    private final Stage stage;
    private final EventFeed feed;
    private final TrailView trail;
    private final List<Figures> figures = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();
    private final Map<String, Long> sent = new TreeMap<>();
    private long generated;
    private boolean proven = true;

    /**
     * What is measured.
     *
     * @param events in the log of the organisation that is searched
     * @param searchesOnly whether how fast events are taken in is left out
     * @param longLoad whether events come at a pace for ten minutes, and for one at the faster pace
     */
    record Options(boolean quick, int events, boolean searchesOnly, boolean longLoad) {
        boolean generated() {
            return searchesOnly || events > MOST_SENT;
        }
    }

    private AuditScenario(Options options, PrintStream out, Stage stage, EventFeed feed, TrailView trail) {
        this.options = options;
        this.out = out;
        this.stage = stage;
        this.feed = feed;
        this.trail = trail;
    }

    static Report run(Options options, PrintStream out) {
        try (Stage stage = Stage.open(out);
                EventFeed feed = new EventFeed(stage.suite().engines().kafka().bootstrapServers());
                TrailView trail = new TrailView(stage.suite().engines().postgres())) {
            return new AuditScenario(options, out, stage, feed, trail).measure();
        }
    }

    private Report measure() {
        Map<String, Double> split = options.searchesOnly() ? Map.of() : intake();
        List<UUID> known = options.generated() ? generate() : fill();
        storage();
        out.println("Searching");
        figures.addAll(new AuditSearches(stage, known, options.generated() ? GeneratedLog.dates(options.events()) : "")
                .measure(Duration.ofSeconds(options.quick() ? 2 : 10)));
        boolean complete = complete();
        boolean sound = complete && proven && figures.stream().allMatch(Figures::isSound);
        return new Report(
                "audit", options.quick(), Runtime.getRuntime().availableProcessors(), figures, split, facts, sound);
    }

    private Map<String, Double> intake() {
        out.println("Warming up");
        var _ = backlog("warm-up", organizations(1), options.quick() ? 2_000 : 30_000);
        Steps before = steps();
        long appended = sum();
        for (int organizations : List.of(1, 10, 1_000)) {
            figures.add(backlog(
                    "backlog of %,d organisations".formatted(organizations),
                    organizations(organizations),
                    options.quick() ? 5_000 : 60_000));
        }
        Map<String, Double> split = steps().perEvent(before, sum() - appended);
        paced(2_000, options.quick() ? 3 : options.longLoad() ? 600 : 60);
        paced(5_000, options.quick() ? 2 : options.longLoad() ? 60 : 15);
        return split;
    }

    private Steps steps() {
        return Steps.read(stage.suite().audit().url(), Steps.SEQUENCE);
    }

    private long sum() {
        return sent.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<String> organizations(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
    }

    /** Everything is made before the clock starts. Sending counts, since it goes on while the first are taken in. */
    private Figures backlog(String name, List<String> organizations, int events) {
        out.println("Sending a " + name + ": " + events);
        List<Encoded> encoded = IntStream.range(0, events)
                .mapToObj(i -> feed.next(organizations.get(i % organizations.size())))
                .toList();
        Shares shares = Shares.now();
        long begin = System.nanoTime();
        encoded.forEach(this::send);
        feed.flush();
        await(organizations, events);
        double seconds = (System.nanoTime() - begin) / 1e9;
        awaitSigned(organizations);
        facts.add("%s: all was signed %.1f s after the last event was appended"
                .formatted(name, (System.nanoTime() - begin) / 1e9 - seconds));
        facts.add(
                "%s: computing per event in µs: %s".formatted(name, Shares.now().perRequest(shares, events)));
        return new Figures(name, organizations.size(), events, seconds, events / seconds, 0, 0, 0, Map.of());
    }

    private void send(Encoded event) {
        sent.merge(event.organization(), 1L, Long::sum);
        feed.send(event);
    }

    private void await(List<String> organizations, long events) {
        long end = System.nanoTime() + GIVE_UP.toNanos();
        while (trail.appended(organizations) < events && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS * 2);
        }
    }

    private void awaitSigned(List<String> organizations) {
        long end = System.nanoTime() + GIVE_UP.toNanos();
        while (trail.unsigned(organizations) > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS * 10);
        }
    }

    /** In a log of its own, whose indexes are the order of sending. */
    private void paced(int perSecond, int seconds) {
        out.printf("Sending %,d a second for %d s%n", perSecond, seconds);
        String organization = organizations(1).getFirst();
        int events = perSecond * seconds;
        long[] begun = new long[events];
        long[] sequenced = new long[events];
        long[] signed = new long[events];
        Thread watcher = Thread.ofPlatform().start(() -> watch(organization, sequenced, signed));
        long start = System.nanoTime();
        for (int i = 0; i < events; i++) {
            LockSupport.parkNanos(start + i * 1_000_000_000L / perSecond - System.nanoTime());
            Encoded event = feed.next(organization);
            begun[i] = System.nanoTime();
            send(event);
        }
        feed.flush();
        double took = (System.nanoTime() - start) / 1e9;
        join(watcher);
        Figures sequencing =
                waits("%,d/s for %d s: Kafka to sequenced".formatted(perSecond, seconds), took, begun, sequenced);
        Figures signing = waits("%,d/s for %d s: Kafka to signed".formatted(perSecond, seconds), took, begun, signed);
        figures.add(sequencing);
        figures.add(signing);
        facts.add("%,d a second: p99 until sequenced %s %,d ms; p99 until signed %s that and %,d ms"
                .formatted(
                        perSecond,
                        sequencing.p99Millis() <= SEQUENCED_MILLIS ? "within" : "NOT within",
                        SEQUENCED_MILLIS,
                        signing.p99Millis() <= SEQUENCED_MILLIS + SIGNED_MILLIS ? "within" : "NOT within",
                        SIGNED_MILLIS));
    }

    private void watch(String organization, long[] sequenced, long[] signed) {
        long end = System.nanoTime() + GIVE_UP.toNanos();
        int known = 0;
        int proven = 0;
        while (proven < signed.length && System.nanoTime() < end) {
            Progress progress = trail.progress(organization);
            long now = System.nanoTime();
            for (; known < Math.min(progress.appended(), sequenced.length); known++) {
                sequenced[known] = now;
            }
            for (; proven < Math.min(progress.signed(), signed.length); proven++) {
                signed[proven] = now;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void join(Thread watcher) {
        try {
            watcher.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static Figures waits(String name, double seconds, long[] begun, long[] seen) {
        double[] millis = IntStream.range(0, begun.length)
                .filter(i -> seen[i] > 0)
                .mapToDouble(i -> (seen[i] - begun[i]) / 1e6)
                .sorted()
                .toArray();
        int lost = begun.length - millis.length;
        return new Figures(
                name,
                1,
                begun.length,
                seconds,
                begun.length / seconds,
                at(millis, 0.5),
                at(millis, 0.99),
                Arrays.stream(millis).max().orElse(0),
                lost == 0 ? Map.of() : Map.of(0, (long) lost));
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    /** The organisation of the administrator gets as many as wanted; some of them are known later. */
    private List<UUID> fill() {
        out.printf("Filling a log with %,d events%n", options.events());
        String organization = stage.organization();
        long before = trail.appended(List.of(organization));
        List<UUID> known = new ArrayList<>();
        long begin = System.nanoTime();
        for (int done = 0; done < options.events(); done += BATCH) {
            int batch = Math.min(BATCH, options.events() - done);
            for (int i = 0; i < batch; i++) {
                Encoded event = feed.next(organization);
                if (i % 100 == 0) {
                    known.add(event.id());
                }
                send(event);
            }
            feed.flush();
            await(List.of(organization), before + done + batch);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        facts.add("filling: %,d events of one organisation in %.0f s, %.0f per second"
                .formatted(options.events(), seconds, options.events() / seconds));
        return known;
    }

    /** The same, past Kafka and the sequencer; that it is signed and proved shows that leaves and tiles are right. */
    private List<UUID> generate() {
        out.printf("Generating a log with %,d events%n", options.events());
        String organization = stage.organization();
        long begin = System.nanoTime();
        List<UUID> known = GeneratedLog.grow(stage.suite().engines().postgres(), organization, options.events(), out);
        double seconds = (System.nanoTime() - begin) / 1e9;
        generated = options.events();
        awaitSigned(List.of(organization));
        facts.add(
                "generated: %,d events of one organisation straight into the tables in %.0f s; the log was signed %.1f s later"
                        .formatted(options.events(), seconds, (System.nanoTime() - begin) / 1e9 - seconds));
        prove(known);
        return known;
    }

    /** The first, the last, and some between. */
    private void prove(List<UUID> known) {
        SampleProofs proofs = new SampleProofs(stage.suite().audit().url(), stage.token(), stage.organization());
        List<UUID> some = IntStream.range(0, PROOFS)
                .mapToObj(i -> known.get((int) ((known.size() - 1L) * i / (PROOFS - 1))))
                .toList();
        long holding = proofs.holding(some);
        facts.add("proofs: %d of %d generated events are in the log that is signed, with what they say"
                .formatted(holding, PROOFS));
        proven = holding == PROOFS;
        if (options.events() <= VERIFIED_WHOLE) {
            boolean whole = proofs.holdsWhole();
            facts.add("verified from the first entry to the signature: " + (whole ? "holds" : "DOES NOT HOLD"));
            proven &= whole;
        }
    }

    private void storage() {
        Map<String, Long> bytes = trail.bytes();
        long events = sum() + generated;
        long all = bytes.values().stream().mapToLong(Long::longValue).sum();
        String tables = bytes.entrySet().stream()
                .map(table -> "%s %d".formatted(table.getKey(), table.getValue() / events))
                .collect(Collectors.joining(", "));
        facts.add("storage: %d bytes per event with indexes (%s), of events of %d bytes"
                .formatted(
                        all / events,
                        tables,
                        options.generated()
                                ? GeneratedRows.eventBytes(stage.organization())
                                : feed.next(stage.organization()).bytes().length()));
    }

    /** In logs that nothing else happened in, sizes and different events are what was sent. */
    private boolean complete() {
        Map<String, Long> others = new TreeMap<>(sent);
        others.remove(stage.organization());
        List<String> organizations = List.copyOf(others.keySet());
        long wanted = others.values().stream().mapToLong(Long::longValue).sum();
        long appended = trail.appended(organizations);
        long different = trail.different(organizations);
        facts.add("%,d events were sent to %,d organisations: %,d entries, %,d different events"
                .formatted(wanted, organizations.size(), appended, different));
        return appended == wanted && different == wanted;
    }
}
