package dev.claviger.local.suite;

import dev.claviger.local.edge.Service;
import dev.claviger.local.process.Folders;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The processes of all services. */
final class Services implements Parts.Part {
    private final Map<Service, ServiceProcess> processes = new EnumMap<>(Service.class);
    private final HealthClient health = new HealthClient();

    Services(
            Path data,
            Map<Service, URI> addresses,
            Map<Service, List<String>> programs,
            ServiceSettings settings,
            ServiceProcess.Observer observer) {
        Path logs = Folders.writable(data.resolve("logs"));
        addresses.forEach((service, address) -> processes.put(
                service,
                new ServiceProcess(
                        Names.of(service),
                        address.getPort(),
                        programs.getOrDefault(service, List.of()),
                        settings.of(service),
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

    Collection<ServiceProcess> all() {
        return processes.values();
    }

    /** Stops all side by side. */
    @Override
    public void close() {
        try {
            CompletableFuture.allOf(processes.values().stream()
                            .map(service -> CompletableFuture.runAsync(service::stop))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            health.close();
        }
    }
}
