package dev.claviger.auth.tlscert;

import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Logs in with a client certificate, which must lead to an authority of the configuration and carry a name that it allows. */
@ApplicationScoped
class TlsCertLogin {
    private final Logins logins;
    private final Vertx vertx;
    private final Clock clock;

    TlsCertLogin(Logins logins, Vertx vertx, Clock clock) {
        this.logins = logins;
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Fails with {@link LoginRefused}. */
    Uni<TokenAnswer> login(UUID identityId, Optional<String> shown, AccessEvent attempt) {
        return logins.attempt(
                TlsCertAuth.METHOD,
                identityId,
                attempt,
                shown.isPresent() ? LoginRefused.unverified() : LoginRefused.noCertificate(),
                candidate -> shown.map(header -> login(candidate, header, attempt))
                        .orElseGet(() -> refuse(
                                candidate,
                                attempt,
                                LoginRefused.noCertificate(),
                                "check=edge: no certificate of a trusted proxy")));
    }

    private Uni<TokenAnswer> login(Candidate<TlsCertSettings> candidate, String header, AccessEvent attempt) {
        return check(candidate.settings(), header).chain(checked -> switch (checked) {
            case Checked.Bad(String reason) -> refuse(candidate, attempt, LoginRefused.unverified(), reason);
            case Checked.Good(ClientCertificate certificate) -> decide(candidate, certificate, attempt);
        });
    }

    private sealed interface Checked {
        record Good(ClientCertificate certificate) implements Checked {}

        record Bad(String reason) implements Checked {}
    }

    /** Off the event loop, since signatures are checked; completes on the caller's. */
    private Uni<Checked> check(TlsCertSettings settings, String header) {
        return vertx.executeBlocking(() -> compute(settings, header), false);
    }

    private Checked compute(TlsCertSettings settings, String header) throws CertificateException {
        Optional<List<X509Certificate>> chain = EscapedCertificates.parse(header);
        if (chain.isEmpty()) {
            return new Checked.Bad("check=form: the header holds no certificate");
        }
        return CertificatePath.of(settings, chain.get())
                .objection(clock.instant())
                .<Checked>map(Checked.Bad::new)
                .orElseGet(
                        () -> new Checked.Good(new ClientCertificate(chain.get().getFirst())));
    }

    private Uni<TokenAnswer> decide(
            Candidate<TlsCertSettings> candidate, ClientCertificate certificate, AccessEvent attempt) {
        String name = certificate.commonName().orElse("");
        AccessEvent event = Logins.described(attempt, candidate)
                .with("certificateCommonName", name)
                .with("certificateSerialNumber", certificate.serialNumber())
                .with("certificateFingerprint", certificate.fingerprint());
        return objection(candidate.settings(), certificate, name)
                .<Uni<TokenAnswer>>map(
                        reason -> logins.refuse(candidate, Provenance.NONE, event, LoginRefused.notAllowed(), reason))
                .orElseGet(() -> logins.succeed(candidate, Provenance.NONE, Map.of(), event));
    }

    private static Optional<String> objection(TlsCertSettings wanted, ClientCertificate certificate, String name) {
        if (!wanted.commonNames().letsPass(name)) {
            return Optional.of(
                    "check=allowedCommonNames expected=%s received=%s".formatted(wanted.commonNames(), shown(name)));
        }
        List<String> names = certificate.alternativeNames();
        boolean fits =
                wanted.subjectAltNames().isEmpty() || names.stream().anyMatch(wanted.subjectAltNames()::contains);
        return fits
                ? Optional.empty()
                : Optional.of("check=allowedSubjectAltNames expected=%s received=%s"
                        .formatted(String.join(", ", wanted.subjectAltNames()), shown(String.join(", ", names))));
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
    }

    private <T> Uni<T> refuse(Candidate<?> candidate, AccessEvent attempt, LoginRefused answer, String reason) {
        logins.count(candidate, attempt, reason);
        return Uni.createFrom().failure(answer);
    }
}
