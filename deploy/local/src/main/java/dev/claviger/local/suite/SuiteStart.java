package dev.claviger.local.suite;

import dev.claviger.local.edge.Edge;
import dev.claviger.local.edge.Service;
import dev.claviger.local.engine.Databases;
import dev.claviger.local.engine.EngineOptions;
import dev.claviger.local.engine.Engines;
import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.process.FolderLock;
import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.process.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The start of a suite. When a step fails, what was started before it is ended again. */
final class SuiteStart {
    private static final List<Service> SERVICES = List.of(Service.AUTH, Service.VAULT, Service.AUDIT, Service.SYNC);
    private static final Map<String, Integer> TOPICS =
            Map.of("claviger.access-events", 4, "claviger.secret-changes", 4, "claviger.alerts", 4);
    private static final Map<String, Integer> COMPACTED_TOPICS = Map.of("claviger.principals", 1);

    private final SuiteOptions options;
    private final Map<Service, List<String>> programs;
    private final Path data;
    private final Map<Service, URI> addresses = freeAddresses();
    private final Parts parts = new Parts();

    /** An unusable folder or a missing program is told here, before anything starts. */
    SuiteStart(SuiteOptions options, Function<Service, List<String>> programs) {
        this.options = options;
        this.data = Folders.writable(options.data());
        this.programs = SERVICES.stream().collect(Collectors.toMap(Function.identity(), programs));
    }

    Suite run() {
        try {
            return runSteps();
        } catch (RuntimeException failed) {
            parts.close();
            throw failed;
        }
    }

    private Suite runSteps() {
        lock();
        Leftovers.end(data);
        KeptSecrets secrets = KeptSecrets.in(data, new SecureRandom());
        Edge edge = edge();
        GitLabSimulator gitlab = options.simulateGitLab() ? gitlab() : null;
        Engines engines = engines(secrets);
        Services services = services(new ServiceSettings(options, secrets, engines, addresses, edge.url()), edge.url());
        return new Suite(edge.url(), gitlab, engines, services, parts);
    }

    private void lock() {
        FolderLock lock = FolderLock.tryTake(data, "claviger.lock").orElseThrow(this::inUse);
        parts.add(lock::close);
    }

    private LocalFailure inUse() {
        String where = Running.in(data)
                .map(running -> " at %s (process %d)"
                        .formatted(running.url(), running.launcher().pid()))
                .orElse("");
        return new LocalFailure("Claviger runs on the folder %s already%s.".formatted(data, where));
    }

    /** The first to start, because its port is the one that people choose; it says 503 until the services are there. */
    private Edge edge() {
        Edge edge = Edge.start(options.port(), addresses);
        parts.add(edge::close);
        return edge;
    }

    private GitLabSimulator gitlab() {
        GitLabSimulator gitlab = GitLabSimulator.start(Clock.systemUTC());
        parts.add(gitlab::close);
        return gitlab;
    }

    private Engines engines(KeptSecrets secrets) {
        options.progress().accept("Starting PostgreSQL and Kafka");
        Engines engines = Engines.start(
                data,
                EngineOptions.of(secrets.superuserPassword())
                        .durable(options.durable())
                        .topics(TOPICS)
                        .compactedTopics(COMPACTED_TOPICS));
        parts.add(engines::close);
        Databases.create(
                engines.postgres(),
                SERVICES.stream().map(Names::of).map(secrets::database).toList());
        return engines;
    }

    private Services services(ServiceSettings settings, String url) {
        options.progress().accept("Starting auth-service, vault-service, audit-service and sync-service");
        Note note = new Note(options, data, url, addresses);
        parts.add(note);
        Services services = new Services(data, addresses, programs, settings, note);
        parts.add(services);
        services.start();
        return services;
    }

    private static Map<Service, URI> freeAddresses() {
        Map<Service, URI> addresses = new EnumMap<>(Service.class);
        SERVICES.forEach(service -> addresses.put(service, URI.create("http://127.0.0.1:" + Ports.free())));
        return addresses;
    }
}
