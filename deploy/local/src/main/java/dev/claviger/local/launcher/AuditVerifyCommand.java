package dev.claviger.local.launcher;

import dev.claviger.local.process.LocalFailure;
import dev.claviger.verifier.CopiedLog;
import dev.claviger.verifier.FolderLog;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.LogRefused;
import dev.claviger.verifier.LogReport;
import dev.claviger.verifier.LogSource;
import dev.claviger.verifier.LogUnreadable;
import dev.claviger.verifier.ProofCheck;
import dev.claviger.verifier.ProvenEntry;
import dev.claviger.verifier.Purge;
import dev.claviger.verifier.ServedLog;
import dev.claviger.verifier.VerifierKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a log, or the proof of one entry, with nothing but its public key. */
@Command(
        name = "verify",
        description = {
            "Checks a log from its first entry to its signature, or the proof of one entry.",
            "An access token is taken from the environment: CLAVIGER_TOKEN.",
            "Exit codes: 0 all holds, 1 something was changed or is missing, 2 wrong usage, 3 nothing could be read."
        })
final class AuditVerifyCommand implements Callable<Integer> {
    private static final int HOLDS = 0;
    private static final int CHANGED = 1;
    private static final int UNREADABLE = 3;
    private static final int SHOWN = 10;

    @Parameters(
            paramLabel = "LOG",
            description =
                    "The address of a log (…/api/x/logs/<organisation>/<quarter>), a folder, or a .tlog-proof file")
    private String log = "";

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY",
            description =
                    "The verifier key of the log, or a file that has it; best from another source than the log itself")
    private String key = "";

    @Option(
            names = "--witness",
            paramLabel = "KEY",
            description = "The key of a witness that must have cosigned; may be given more than once")
    private List<String> witnesses = List.of();

    @Option(
            names = "--since",
            paramLabel = "FILE",
            description = "A checkpoint that you kept: the log must begin with it")
    private @Nullable Path since;

    @Option(names = "--keep", paramLabel = "FILE", description = "Where to keep the checkpoint for the next time")
    private @Nullable Path keep;

    @Option(names = "--copy-to", paramLabel = "FOLDER", description = "Where to keep a copy of the whole log")
    private @Nullable Path copy;

    @Option(
            names = "--later",
            paramLabel = "LOG",
            description =
                    "A later log of the same organisation, whose leaves may tell of payloads removed from this one;"
                            + " may be given more than once, each with its --later-key")
    private List<String> later = List.of();

    @Option(
            names = "--later-key",
            paramLabel = "KEY",
            description = "The verifier key of a later log, in the same order")
    private List<String> laterKeys = List.of();

    @Option(names = "--tree-only", description = "Do not ask for what the entries say")
    private boolean treeOnly;

    @Override
    public Integer call() {
        try {
            return isProofFile() ? verifyProof() : verifyLog();
        } catch (LogRefused refused) {
            Screen.standard().wrong(String.valueOf(refused.getMessage()));
            return CHANGED;
        } catch (LogUnreadable unreadable) {
            Screen.standard().wrong(String.valueOf(unreadable.getMessage()));
            return UNREADABLE;
        }
    }

    private boolean isProofFile() {
        return !isAddress(log) && Files.isRegularFile(Path.of(log));
    }

    private static boolean isAddress(String where) {
        return where.startsWith("http://") || where.startsWith("https://");
    }

    private int verifyProof() {
        ProvenEntry entry = new ProofCheck(VerifierKey.parse(keyText(key))).check(read(Path.of(log)));
        Screen screen = Screen.standard();
        screen.say("✓ entry %d of %s is event %s".formatted(entry.index(), entry.origin(), entry.eventId()));
        screen.say(entry.isWhole() ? entry.event() : "  What it said is not in the proof.");
        return HOLDS;
    }

    private int verifyLog() {
        List<Purge> toldLater = toldLater();
        if (!isAddress(log)) {
            return verify(new FolderLog(Path.of(log)), toldLater);
        }
        try (ServedLog served = new ServedLog(URI.create(log), token(), !treeOnly)) {
            return verify(served, toldLater);
        }
    }

    private static Optional<String> token() {
        return Optional.ofNullable(System.getenv("CLAVIGER_TOKEN"));
    }

    /** What later logs say counts only when they hold themselves. */
    private List<Purge> toldLater() {
        if (later.size() != laterKeys.size()) {
            throw new LocalFailure("Give one --later-key for each --later");
        }
        List<Purge> told = new ArrayList<>();
        for (int each = 0; each < later.size(); each++) {
            told.addAll(purges(later.get(each), VerifierKey.parse(keyText(laterKeys.get(each)))));
        }
        return told;
    }

    private static List<Purge> purges(String where, VerifierKey key) {
        if (!isAddress(where)) {
            return purges(new FolderLog(Path.of(where)), key);
        }
        try (ServedLog served = new ServedLog(URI.create(where), token(), false)) {
            return purges(served, key);
        }
    }

    private static List<Purge> purges(LogSource source, VerifierKey key) {
        return new LogCheck(source, key, List.of(), Optional.empty())
                .run()
                .payloads()
                .purges();
    }

    private int verify(LogSource source, List<Purge> toldLater) {
        String verifierKey = keyText(key);
        LogSource copied = copy == null ? source : new CopiedLog(source, copy, verifierKey);
        List<VerifierKey> cosigners = witnesses.stream()
                .map(AuditVerifyCommand::keyText)
                .map(VerifierKey::parse)
                .toList();
        LogReport report = new LogCheck(
                        copied,
                        VerifierKey.parse(verifierKey),
                        cosigners,
                        Optional.ofNullable(since).map(AuditVerifyCommand::read),
                        toldLater)
                .run();
        requireWitnesses(cosigners, report);
        tell(report);
        if (report.isSound() && keep != null) {
            write(keep, report.note());
        }
        return report.isSound() ? HOLDS : CHANGED;
    }

    private static void requireWitnesses(List<VerifierKey> cosigners, LogReport report) {
        for (VerifierKey witness : cosigners) {
            if (!report.checkpoint().witnesses().contains(witness.name())) {
                throw new LogRefused("the witness " + witness.name() + " has not cosigned");
            }
        }
    }

    private void tell(LogReport report) {
        Screen screen = Screen.standard();
        screen.say("✓ %s: %d entries give the root that the log has signed"
                .formatted(report.checkpoint().origin(), report.checkpoint().size()));
        screen.say(
                report.extendsOlder()
                        ? "✓ it begins with the checkpoint that you kept"
                        : "  no older checkpoint was given, so a rewritten history would not show (--since)");
        LogReport.Payloads payloads = report.payloads();
        if (!payloads.checked()) {
            screen.say("  what the entries say was not there to be compared");
            return;
        }
        screen.say("✓ %d verified, %d payloads erased by policy".formatted(payloads.verified(), payloads.erased()));
        payloads.purges()
                .forEach(purge -> screen.say("  %d payloads of %s were removed: %s, by %s"
                        .formatted(purge.entries(), purge.shard(), why(purge), purge.by())));
        alarm(screen, "payloads missing without a purge record", payloads.missing());
        alarm(screen, "mismatches", payloads.mismatches());
    }

    private static String why(Purge purge) {
        return purge.kind().equals("erasure") ? "a person was erased" : "retention class " + purge.retentionClass();
    }

    private static void alarm(Screen screen, String what, List<Long> indexes) {
        if (!indexes.isEmpty()) {
            screen.wrong("%d %s, at index %s%s"
                    .formatted(
                            indexes.size(),
                            what,
                            indexes.subList(0, Math.min(SHOWN, indexes.size())),
                            indexes.size() > SHOWN ? " …" : ""));
        }
    }

    private static String keyText(String keyOrFile) {
        return (keyOrFile.contains("+") ? keyOrFile : read(Path.of(keyOrFile))).strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException refused) {
            throw new LogUnreadable("cannot read " + file);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException refused) {
            throw new LocalFailure("The file %s cannot be written: %s".formatted(file, refused), refused);
        }
    }
}
