package dev.claviger.local.suite;

import dev.claviger.local.edge.Service;
import dev.claviger.local.process.Folders;
import dev.claviger.local.process.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The processes of all services. */
final class Services implements Parts.Part {
    private final Map<Service, ServiceProcess> processes = new EnumMap<>(Service.class);
    private final List<ServiceProcess> replicas = new CopyOnWriteArrayList<>();
    private final HealthClient health = new HealthClient();
    private final Map<Service, List<String>> programs;
    private final ServiceSettings settings;
    private final Path logs;

    Services(
            Path data,
            Map<Service, URI> addresses,
            Map<Service, List<String>> programs,
            ServiceSettings settings,
            ServiceProcess.Observer observer) {
        this.programs = programs;
        this.settings = settings;
        this.logs = Folders.writable(data.resolve("logs"));
        addresses.forEach((service, address) -> processes.put(
                service,
                new ServiceProcess(
                        Names.of(service),
                        address.getPort(),
                        programs.getOrDefault(service, List.of()),
                        () -> settings.of(service),
                        logs.resolve(Names.of(service) + "-service.log"),
                        health,
                        observer)));
    }

    /** Starts all side by side and returns when the last one is ready. */
    void start() {
        processes.values().forEach(ServiceProcess::launch);
        processes.values().forEach(ServiceProcess::awaitReady);
    }

    ServiceProcess of(Service service) {
        return Optional.ofNullable(processes.get(service))
                .orElseThrow(() -> new IllegalArgumentException("not a part of the suite: " + service));
    }

    /** Starts one more replica of a service beside the first, on a port of its own, and returns when it is ready. */
    ServiceProcess replica(Service service, Map<String, String> more) {
        int port = Ports.free();
        ServiceProcess replica = new ServiceProcess(
                Names.of(service),
                port,
                programs.getOrDefault(service, List.of()),
                () -> with(more, settings.of(service, port)),
                logs.resolve("%s-service-%d.log".formatted(Names.of(service), port)),
                health,
                ServiceProcess.Observer.NOBODY);
        replicas.add(replica);
        replica.start();
        return replica;
    }

    private static Map<String, String> with(Map<String, String> more, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return all;
    }

    Collection<ServiceProcess> all() {
        return processes.values();
    }

    /** Stops all side by side. */
    @Override
    public void close() {
        try {
            CompletableFuture.allOf(Stream.concat(processes.values().stream(), replicas.stream())
                            .map(service -> CompletableFuture.runAsync(service::stop))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            health.close();
        }
    }
}
