package dev.claviger.kernel.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose signature on a server certificate counts. */
final class Trust {
    private final TrustOptions publicAuthorities = TrustOptions.wrap(manager(null));

    /** The public authorities, or only the given certificates when there are some. */
    TrustOptions options(String host, String caCert) {
        return caCert.isBlank() ? publicAuthorities : TrustOptions.wrap(manager(host, caCert));
    }

    /** The same for TLS that is not Vert.x's. */
    TrustManager manager(String host, String caCert) {
        return manager(caCert.isBlank() ? null : keyStore(host, caCert));
    }

    private static TrustManager manager(@Nullable KeyStore authorities) {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities);
            return factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The trusted authorities of this machine cannot be read", e);
        }
    }

    private static KeyStore keyStore(String host, String caCert) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates(host, caCert)) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("An empty key store cannot be made", e);
        }
    }

    private static Collection<? extends Certificate> certificates(String host, String caCert) {
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(caCert.getBytes(UTF_8)));
            if (found.isEmpty()) {
                throw new OutboundRefused(host, "the CA certificate holds no certificate");
            }
            return found;
        } catch (CertificateException e) {
            throw new OutboundRefused(host, "the CA certificate is not valid PEM");
        }
    }
}
