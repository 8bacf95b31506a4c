package dev.claviger.local.suite;

import dev.claviger.local.process.LocalFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Services that outlived their launcher, which was killed. They stop by themselves; one that does not is made to. */
final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Leftovers() {}

    /** Returns when no service of an earlier start on this folder is left. The folder must be locked. */
    static void end(Path data) {
        List<ProcessHandle> left = Running.in(data).map(Running::services).stream()
                .flatMap(services -> services.values().stream())
                .map(ProcessMark::find)
                .flatMap(Optional::stream)
                .toList();
        if (!left.isEmpty() && !haveEnded(left)) {
            left.forEach(ProcessHandle::destroyForcibly);
            if (!haveEnded(left)) {
                throw new LocalFailure("Processes of an earlier start do not end: %s"
                        .formatted(left.stream().map(ProcessHandle::pid).toList()));
            }
        }
        Running.forget(data);
    }

    private static boolean haveEnded(Collection<ProcessHandle> processes) {
        try {
            processes.forEach(process -> process.onExit()
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join());
            return true;
        } catch (CompletionException tooSlow) {
            return false;
        }
    }
}
