package dev.claviger.local.suite;

import dev.claviger.local.edge.Service;
import dev.claviger.local.engine.Engines;
import dev.claviger.local.gitlab.GitLabSimulator;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Claviger, running: two engines, four services and the edge in front of them.
 *
 * <p>Engines and services are processes of their own that can be stopped, killed and started again one by one, always on
 * the same port and data; they end with this process, however it ends. Edge and GitLab simulator live in this process.
 */
public final class Suite implements AutoCloseable {
    private final String url;
    private final @Nullable GitLabSimulator gitlab;
    private final Engines engines;
    private final Services services;
    private final Parts parts;

    Suite(String url, @Nullable GitLabSimulator gitlab, Engines engines, Services services, Parts parts) {
        this.url = url;
        this.gitlab = gitlab;
        this.engines = engines;
        this.services = services;
        this.parts = parts;
    }

    /**
     * Starts everything and returns when every service is ready.
     *
     * @throws dev.claviger.local.process.LocalFailure when the folder is in use or cannot be written, the port is taken, a
     *     service is not built, or something ends at its start
     */
    public static Suite start(SuiteOptions options) {
        return new SuiteStart(options, Installation.find()::command).run();
    }

    /** Returns the base URL for clients, {@code http://127.0.0.1:<port>}: the edge. */
    public String url() {
        return url;
    }

    /**
     * Returns the GitLab simulator.
     *
     * @throws IllegalStateException when the suite was started without one
     */
    public GitLabSimulator gitlab() {
        if (gitlab == null) {
            throw new IllegalStateException("started without GitLab");
        }
        return gitlab;
    }

    public Engines engines() {
        return engines;
    }

    public ServiceProcess auth() {
        return services.of(Service.AUTH);
    }

    public ServiceProcess vault() {
        return services.of(Service.VAULT);
    }

    public ServiceProcess audit() {
        return services.of(Service.AUDIT);
    }

    public ServiceProcess sync() {
        return services.of(Service.SYNC);
    }

    /** Starts one more replica of vault-service, which the edge knows nothing of, and returns when it is ready. */
    public ServiceProcess anotherVault() {
        return anotherVault(Map.of());
    }

    /** The same, with environment variables of its own on top of the suite's. */
    public ServiceProcess anotherVault(Map<String, String> settings) {
        return services.replica(Service.VAULT, settings);
    }

    /** Starts one more replica of auth-service, which edge and services know nothing of, and returns when it is ready. */
    public ServiceProcess anotherAuth() {
        return services.replica(Service.AUTH, Map.of());
    }

    /** Starts one more replica of sync-service, which the edge knows nothing of, and returns when it is ready. */
    public ServiceProcess anotherSync() {
        return services.replica(Service.SYNC, Map.of());
    }

    /** Returns all services. */
    public Collection<ServiceProcess> services() {
        return services.all();
    }

    /** Stops everything in good order and frees the folder. */
    @Override
    public void close() {
        parts.close();
    }
}
