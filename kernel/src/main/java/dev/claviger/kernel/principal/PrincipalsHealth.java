package dev.claviger.kernel.principal;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready before the principals were read once, within a bound. Later it only tells: while auth-service or Kafka is away, taking this
 * replica out of service would help nobody.
 */
@Readiness
@ApplicationScoped
class PrincipalsHealth implements HealthCheck {
    private final Liveness liveness;

    PrincipalsHealth(Liveness liveness) {
        this.liveness = liveness;
    }

    @Override
    public HealthCheckResponse call() {
        Liveness.Condition condition = liveness.condition();
        return HealthCheckResponse.named("principals")
                .status(condition.ready())
                .withData("state", condition.state())
                .build();
    }
}
