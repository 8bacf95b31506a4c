package dev.claviger.auth.gcp;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.SharedAnswer;
import java.util.List;

/**
 * A configuration as answers show it (http-api.md 6.5).
 *
 * @param warnings what is accepted but should not stay so
 */
record GcpAuthAnswer(
        @JsonUnwrapped SharedAnswer shared,
        String type,
        String allowedServiceAccounts,
        String allowedProjects,
        String allowedZones,
        List<String> warnings) {

    static One of(Attached<GcpSettings> attached) {
        GcpSettings settings = attached.settings();
        return new One(new GcpAuthAnswer(
                SharedAnswer.of(attached),
                settings.type().slug(),
                settings.serviceAccounts().toString(),
                settings.projects().toString(),
                settings.zones().toString(),
                warnings(settings)));
    }

    private static List<String> warnings(GcpSettings settings) {
        return settings.serviceAccounts().isEmpty()
                ? List.of(
                        "allowedServiceAccounts is empty: every machine of these projects logs in, whatever it runs as.")
                : List.of();
    }

    /** What stands around it. */
    public record One(GcpAuthAnswer identityGcpAuth) {}
}
