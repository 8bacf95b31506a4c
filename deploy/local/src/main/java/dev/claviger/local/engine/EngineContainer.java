package dev.claviger.local.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import com.github.dockerjava.api.model.Volume;
import com.sun.security.auth.module.UnixSystem;
import dev.claviger.local.process.LocalFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A container on a fixed loopback port, with its data in a folder of ours. It is stopped and started again as the same
 * container; the reaper of Testcontainers removes it when this process has gone.
 */
final class EngineContainer {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final int STOP_SECONDS = 30;
    private static final Duration POLL = Duration.ofMillis(100);

    private final String name;
    private final GenericContainer<?> container;

    /** Describes the container; {@code data} is where its programs see the folder. */
    record Plan(
            String name,
            String image,
            int port,
            int innerPort,
            Path folder,
            String data,
            Map<String, String> environment,
            List<String> command) {}

    @SuppressWarnings("resource") // the container lives until this process ends
    EngineContainer(Plan plan, boolean rootStaysRoot) {
        name = plan.name();
        container = new GenericContainer<>(DockerImageName.parse(plan.image()))
                .withEnv(plan.environment())
                .withCommand(plan.command().toArray(String[]::new))
                .withCreateContainerCmdModifier(create -> create.withExposedPorts(ExposedPort.tcp(plan.innerPort()))
                        .withHostConfig(host(create.getHostConfig(), plan)));
        UnixSystem me = new UnixSystem();
        if (me.getUid() != 0 || rootStaysRoot) {
            container.withCreateContainerCmdModifier(create -> create.withUser(me.getUid() + ":" + me.getGid()));
        }
    }

    private static HostConfig host(@Nullable HostConfig before, Plan plan) {
        HostConfig host = before == null ? HostConfig.newHostConfig() : before;
        Binding loopback = Binding.bindIpAndPort("127.0.0.1", plan.port());
        return host.withPortBindings(new PortBinding(loopback, ExposedPort.tcp(plan.innerPort())))
                .withBinds(new Bind(plan.folder().toString(), new Volume(plan.data())));
    }

    void start(BooleanSupplier ready) {
        try {
            if (container.getContainerId() == null) {
                container.start();
            } else {
                docker().startContainerCmd(container.getContainerId()).exec();
            }
        } catch (ContainerLaunchException | ContainerFetchException | IllegalStateException refused) {
            throw new LocalFailure("%s cannot start in a container: %s".formatted(name, refused.getMessage()), refused);
        }
        awaitReady(ready);
    }

    private void awaitReady(BooleanSupplier ready) {
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready.getAsBoolean()) {
            if (!isRunning() || System.nanoTime() - giveUp > 0) {
                throw new LocalFailure("%s did not become ready. Its log:%n%s".formatted(name, container.getLogs()));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    void stop() {
        if (isRunning()) {
            docker().stopContainerCmd(container.getContainerId())
                    .withTimeout(STOP_SECONDS)
                    .exec();
        }
    }

    void kill() {
        if (isRunning()) {
            docker().killContainerCmd(container.getContainerId()).exec();
        }
    }

    boolean isRunning() {
        return container.getContainerId() != null && container.isRunning();
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
