package dev.claviger.audit.alert;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Alerts. */
@ConfigMapping(prefix = "claviger.audit.alerts")
public interface AlertsConfig {

    /**
     * The organisations of those who run the installation: they see alerts about the platform's log, and their destinations are told.
     * Without it that is the only organisation, as long as there is one only.
     */
    Optional<Set<UUID>> operators();
}
