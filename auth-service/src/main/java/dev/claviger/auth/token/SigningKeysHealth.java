package dev.claviger.auth.token;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before there is a key to sign with. */
@Readiness
@ApplicationScoped
class SigningKeysHealth implements HealthCheck {
    private final SigningKeys keys;

    SigningKeysHealth(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("signing keys")
                .status(!keys.all().isEmpty())
                .build();
    }
}
