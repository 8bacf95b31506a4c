package dev.claviger.drills;

import dev.claviger.drills.Traffic.Writer;
import dev.claviger.local.engine.Engines;
import dev.claviger.local.engine.PostgresCopy;
import dev.claviger.local.suite.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The databases are restored twice: from a backup and all changes after it, when nothing may be missing; and as they were at the time of the
 * backup, when the signer must refuse, and what was served since then must come into the log again out of Kafka.
 */
final class RestoreDrill implements Drill {
    private static final Pattern UNSIGNED =
            Pattern.compile("(?m)^claviger_audit_unsigned_logs(?:\\{[^}]*})? (\\d+(?:\\.\\d+)?)$");

    private static final int POLLS = 480;
    /** Longer than it takes until a signature counts as overdue. */
    private static final int QUIET_POLLS = 120;

    private static final long POLL_NANOS = 250_000_000;

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String about() {
        return "all databases from a backup under load: with the archive of changes, then as they were; the signer must refuse the second";
    }

    @Override
    public Findings play(Stage stage) {
        Engines engines = stage.suite().engines();
        Path archive = archive(stage);
        engines.archivePostgres(archive);
        Traffic traffic = Traffic.start(stage, List.of(stage.vault()));
        PostgresCopy whole;
        PostgresCopy old;
        Map<String, Integer> before;
        try (traffic) {
            Interruption.awaitTraffic(traffic, "before");
            whole = engines.copyPostgres(stage.data().resolve("backup-1"));
            before = acknowledged(traffic);
            old = engines.copyPostgres(stage.data().resolve("backup-2"));
            Interruption.awaitTraffic(traffic, "after the backup, before");
        }
        List<String> notes = new ArrayList<>();
        List<String> losses = new ArrayList<>(withArchive(stage, traffic, whole, archive, notes));
        losses.addAll(asItWas(stage, traffic, old, archive, before, notes));
        return Findings.with(name(), traffic, losses, notes);
    }

    private static Path archive(Stage stage) {
        try {
            Path folder = Files.createDirectory(stage.data().resolve("archive"));
            if (!folder.toFile().setWritable(true, false)) {
                throw new IllegalStateException("others cannot write " + folder);
            }
            return folder.toRealPath();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private List<String> withArchive(
            Stage stage, Traffic traffic, PostgresCopy copy, Path archive, List<String> notes) {
        List<String> losses = new ArrayList<>(Findings.logged(stage, traffic));
        awaitArchived(stage);
        long begin = System.nanoTime();
        stopAll(stage);
        stage.suite().engines().restorePostgres(copy, archive, true, ".lost");
        startAll(stage);
        losses.addAll(Findings.written(stage, traffic));
        losses.addAll(Findings.logged(stage, traffic));
        if (!awaitUnsigned(stage, false)) {
            losses.add("the signer does not go on, although nothing is missing");
        }
        notes.add("with the archive: served again after %.1f s".formatted((System.nanoTime() - begin) / 1e9));
        return losses;
    }

    private List<String> asItWas(
            Stage stage,
            Traffic traffic,
            PostgresCopy copy,
            Path archive,
            Map<String, Integer> before,
            List<String> notes) {
        List<String> losses = new ArrayList<>();
        stopAll(stage);
        stage.suite().engines().restorePostgres(copy, archive, false, ".newer");
        startAll(stage);
        if (!awaitUnsigned(stage, true)) {
            losses.add("the signer signs a log that was set back");
        }
        giveUp(stage);
        if (!awaitUnsigned(
                stage,
                false,
                () -> stage.stir(traffic.project(), traffic.writers().getFirst().key()))) {
            losses.add("no log was opened in place of the one that was given up");
        }
        for (Writer writer : traffic.writers()) {
            List<String> versions = stage.versions(writer.secretId());
            losses.addAll(Findings.lostWrites(writer, versions).stream()
                    .limit(Math.max(0, Findings.lostWrites(writer, versions).size() - later(writer, before)))
                    .toList());
        }
        losses.addAll(Findings.logged(stage, traffic));
        long gone = traffic.writers().stream()
                .mapToLong(writer -> later(writer, before))
                .sum();
        notes.add(
                "as it was: the signer refused until the log was given up; %d writes after the backup are in the log only, as they must be"
                        .formatted(gone));
        return losses;
    }

    private static Map<String, Integer> acknowledged(Traffic traffic) {
        return traffic.writers().stream()
                .collect(Collectors.toMap(
                        Writer::key, writer -> writer.acknowledged().size()));
    }

    private static int later(Writer writer, Map<String, Integer> before) {
        return writer.acknowledged().size() - before.getOrDefault(writer.key(), 0);
    }

    private static void stopAll(Stage stage) {
        stage.suite().services().forEach(ServiceProcess::stop);
    }

    private static void startAll(Stage stage) {
        stage.suite().services().forEach(ServiceProcess::start);
    }

    /** Ends the current file of changes and waits until it is in the archive. */
    private static void awaitArchived(Stage stage) {
        String last = ask(stage, "SELECT pg_walfile_name(pg_switch_wal())");
        for (int polls = 0; polls < POLLS; polls++) {
            if (ask(stage, "SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver")
                            .compareTo(last)
                    >= 0) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new IllegalStateException("the archive does not take " + last);
    }

    private static String ask(Stage stage, String question) {
        try (Connection connection = stage.suite().engines().postgres().connectAsSuperuser("postgres");
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** What docs/install-kubernetes.md tells under Restore. */
    private static void giveUp(Stage stage) {
        try (Connection connection = stage.suite().engines().postgres().connectAsSuperuser("audit");
                Statement statement = connection.createStatement()) {
            var _ = statement.executeUpdate(
                    "UPDATE log_state SET given_up = 'restored by a drill' WHERE given_up IS NULL");
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    private boolean awaitUnsigned(Stage stage, boolean wanted) {
        return awaitUnsigned(stage, wanted, () -> {});
    }

    /** Whether the signer refuses, or for some seconds does not; {@code meanwhile} is done again and again. */
    private boolean awaitUnsigned(Stage stage, boolean wanted, Runnable meanwhile) {
        int inARow = 0;
        for (int polls = 0; polls < POLLS; polls++) {
            inARow = (unsigned(stage) > 0) == wanted ? inARow + 1 : 0;
            if (inARow > (wanted ? 0 : QUIET_POLLS)) {
                return true;
            }
            meanwhile.run();
            LockSupport.parkNanos(POLL_NANOS);
        }
        return false;
    }

    private double unsigned(Stage stage) {
        try {
            String metrics = http.send(
                            HttpRequest.newBuilder(
                                            URI.create(stage.suite().audit().url() + "/q/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            Matcher found = UNSIGNED.matcher(metrics);
            return found.find() ? Double.parseDouble(found.group(1)) : 0;
        } catch (IOException away) {
            return 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
