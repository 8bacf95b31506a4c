package dev.claviger.local.engine;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

/** The libraries that talk to a container engine fit each other; with the wrong ones an engine that is there is not found. */
class ContainerClientTest {
    private static final String CLIENT = "org.testcontainers.dockerclient.AuditLoggingDockerClient";

    @Test
    void clientOfTheEngine_isTheOneThatTestcontainersWasBuiltWith() {
        ClassLoader loader = DockerClientFactory.class.getClassLoader();

        assertThatCode(() -> Class.forName(CLIENT, false, loader).getDeclaredMethods())
                .doesNotThrowAnyException();
    }
}
