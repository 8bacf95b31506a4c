package dev.claviger.audit.canary;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Shows how the last canary fared. Always up: what is recorded can be read while events are late. */
@Readiness
@ApplicationScoped
class CanaryHealth implements HealthCheck {
    private final Canary canary;

    CanaryHealth(Canary canary) {
        this.canary = canary;
    }

    @Override
    public HealthCheckResponse call() {
        CanaryStatus status = canary.status();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("canary")
                .up()
                .withData("state", status.state().text());
        if (status.lastProvenAt() != null) {
            answer.withData("lastProven", status.lastProvenAt().toString());
        }
        if (status.millisToProof() != null) {
            answer.withData("millisToProof", status.millisToProof());
        }
        return answer.build();
    }
}
