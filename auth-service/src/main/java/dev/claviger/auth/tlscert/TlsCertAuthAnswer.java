package dev.claviger.auth.tlscert;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.SharedAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as answers show it (http-api.md 6.5).
 *
 * @param caCertificate left out when the configuration is deleted
 */
record TlsCertAuthAnswer(
        @JsonUnwrapped SharedAnswer shared,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String caCertificate,
        String allowedCommonNames,
        List<String> allowedSubjectAltNames,
        boolean verifyClientCertificateChain) {

    static One of(Attached<TlsCertSettings> attached) {
        return new One(of(attached, attached.settings().caCertificate()));
    }

    static One ofDeleted(Attached<TlsCertSettings> attached) {
        return new One(of(attached, null));
    }

    private static TlsCertAuthAnswer of(Attached<TlsCertSettings> attached, @Nullable String caCertificate) {
        TlsCertSettings settings = attached.settings();
        return new TlsCertAuthAnswer(
                SharedAnswer.of(attached),
                caCertificate,
                settings.commonNames().toString(),
                settings.subjectAltNames(),
                settings.verifyChain());
    }

    /** What stands around it. */
    public record One(TlsCertAuthAnswer identityTlsCertAuth) {}
}
