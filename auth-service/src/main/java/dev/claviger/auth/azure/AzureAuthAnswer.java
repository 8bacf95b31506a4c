package dev.claviger.auth.azure;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.SharedAnswer;
import java.util.List;

/**
 * A configuration as answers show it (http-api.md 6.5).
 *
 * @param warnings what is accepted but should not stay so
 */
record AzureAuthAnswer(
        @JsonUnwrapped SharedAnswer shared,
        String tenantId,
        String resource,
        String allowedServicePrincipalIds,
        List<String> warnings) {
    private static final String MANAGEMENT = "https://management.";

    static One of(Attached<AzureSettings> attached) {
        AzureSettings settings = attached.settings();
        return new One(new AzureAuthAnswer(
                SharedAnswer.of(attached),
                settings.tenantId(),
                settings.resource(),
                settings.principals().toString(),
                warnings(settings)));
    }

    static List<String> warnings(AzureSettings settings) {
        return settings.resource().startsWith(MANAGEMENT)
                ? List.of(
                        "resource is that of Azure's own management: its tokens are good for more than this login. Register an"
                                + " application for this installation and let machines ask for tokens of it.")
                : List.of();
    }

    /** What stands around it. */
    public record One(AzureAuthAnswer identityAzureAuth) {}
}
