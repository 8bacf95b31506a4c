package dev.claviger.local.suite;

import dev.claviger.local.edge.Service;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps the note of what is running up to date. */
final class Note implements ServiceProcess.Observer, Parts.Part {
    private final SuiteOptions options;
    private final Path data;
    private final String url;
    private final Map<String, String> addresses;
    private final Map<String, ProcessMark> processes = new HashMap<>();

    Note(SuiteOptions options, Path data, String url, Map<Service, URI> addresses) {
        this.options = options;
        this.data = data;
        this.url = url;
        this.addresses = addresses.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> Names.of(entry.getKey()),
                        entry -> entry.getValue().toString()));
    }

    @Override
    public synchronized void started(String service, ProcessMark process) {
        processes.put(service, process);
        new Running(ProcessMark.ofThisProcess(), url, processes, addresses).writeTo(data);
    }

    @Override
    public void died(String service, int exitCode, String lastWords) {
        options.trouble()
                .accept("%s-service ended by itself with exit code %d. Its last words:%n%s"
                        .formatted(service, exitCode, lastWords.indent(2)));
    }

    @Override
    public void close() {
        Running.forget(data);
    }
}
