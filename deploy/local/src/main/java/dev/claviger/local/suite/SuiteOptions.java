package dev.claviger.local.suite;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How the suite is started.
 *
 * @param data the folder that keeps everything; made when it is not there
 * @param port of the edge; 0 chooses a free one
 * @param simulateGitLab whether a GitLab simulator runs along, and the services may reach it
 * @param durable whether an acknowledged write survives a power cut; without, it survives the death of any process
 * @param settings environment variables for all services, such as {@code CLAVIGER_OUTBOUND_ALLOW}
 * @param progress is told each step of the start
 * @param trouble is told when a service ends that nobody stopped
 */
public record SuiteOptions(
        Path data,
        int port,
        boolean simulateGitLab,
        boolean durable,
        Map<String, String> settings,
        Consumer<String> progress,
        Consumer<String> trouble) {

    public SuiteOptions {
        settings = Map.copyOf(settings);
    }

    /** Durable, on a free port, without GitLab, silent but for trouble, which goes to standard error. */
    public static SuiteOptions in(Path data) {
        return new SuiteOptions(data, 0, false, true, Map.of(), step -> {}, System.err::println);
    }

    public SuiteOptions onPort(int wanted) {
        return new SuiteOptions(data, wanted, simulateGitLab, durable, settings, progress, trouble);
    }

    public SuiteOptions withGitLab() {
        return new SuiteOptions(data, port, true, durable, settings, progress, trouble);
    }

    public SuiteOptions notDurable() {
        return new SuiteOptions(data, port, simulateGitLab, false, settings, progress, trouble);
    }

    public SuiteOptions setting(String variable, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(variable, value);
        return new SuiteOptions(data, port, simulateGitLab, durable, more, progress, trouble);
    }

    public SuiteOptions tell(Consumer<String> listener) {
        return new SuiteOptions(data, port, simulateGitLab, durable, settings, listener, trouble);
    }

    public SuiteOptions tellTrouble(Consumer<String> listener) {
        return new SuiteOptions(data, port, simulateGitLab, durable, settings, progress, listener);
    }
}
