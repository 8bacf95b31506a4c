package dev.claviger.auth.kubernetes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.SharedAnswer;
import dev.claviger.kernel.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as answers show it (http-api.md 6.5).
 *
 * @param caCert left out when the configuration is deleted
 * @param tokenReviewerJwt as plain text, because Terraform compares it with what it sent: to whoever has just sent it, and to those who
 *     may read tokens of identities. Left out for everybody else and when the configuration is deleted
 * @param warnings what is accepted but should not stay so
 */
record KubernetesAuthAnswer(
        @JsonUnwrapped SharedAnswer shared,
        String kubernetesHost,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String caCert,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String tokenReviewerJwt,
        String tokenReviewMode,
        String allowedNamespaces,
        String allowedNames,
        String allowedAudience,
        @Nullable String gatewayId,
        List<String> warnings) {

    /** With everything. */
    static One of(Attached<KubernetesSettings> attached) {
        KubernetesSettings settings = attached.settings();
        return new One(of(attached, settings.caCert(), settings.reviewer().reveal()));
    }

    /** With the reviewer's token only when the request has brought it along. */
    static One changed(Attached<KubernetesSettings> attached, @Nullable Secret sent) {
        KubernetesSettings settings = attached.settings();
        return new One(of(attached, settings.caCert(), sent == null ? null : sent.reveal()));
    }

    static One ofDeleted(Attached<KubernetesSettings> attached) {
        return new One(of(attached, null, null));
    }

    private static KubernetesAuthAnswer of(
            Attached<KubernetesSettings> attached, @Nullable String caCert, @Nullable String reviewer) {
        KubernetesSettings settings = attached.settings();
        return new KubernetesAuthAnswer(
                SharedAnswer.of(attached),
                settings.host().toString(),
                caCert,
                reviewer,
                "api",
                settings.namespaces().toString(),
                settings.names().toString(),
                settings.audience(),
                null,
                warnings(settings));
    }

    private static List<String> warnings(KubernetesSettings settings) {
        List<String> warnings = new ArrayList<>();
        if (settings.namespaces().isEmpty()) {
            warnings.add(
                    "allowedNamespaces is empty: service accounts of these names log in from every namespace, and whoever may"
                            + " make a namespace may make one.");
        }
        if (settings.names().isEmpty()) {
            warnings.add("allowedNames is empty: every service account of these namespaces logs in.");
        }
        if (settings.audience().isEmpty()) {
            warnings.add(
                    "allowedAudience is empty: tokens that were made for the API server are accepted, which are good for more"
                            + " than this login. Let pods ask for tokens with an audience of this installation.");
        }
        if (!"https".equalsIgnoreCase(settings.host().getScheme())) {
            warnings.add("kubernetesHost is not https: tokens travel readable.");
        }
        return warnings;
    }

    @Override
    public String toString() {
        return "KubernetesAuthAnswer[redacted]";
    }

    /** What stands around it. */
    public record One(KubernetesAuthAnswer identityKubernetesAuth) {}
}
