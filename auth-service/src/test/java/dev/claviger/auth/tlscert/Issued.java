package dev.claviger.auth.tlscert;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.claviger.auth.TestClock;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate that a test has issued, with its key. */
record Issued(X509Certificate certificate, KeyPair keys, X500Name name) {
    private static final AtomicLong SERIAL = new AtomicLong(1000);

    /** What a test wants of a certificate. */
    static final class Wish {
        private final X509v3CertificateBuilderOf builder;

        private Wish(String subject, @Nullable Issued issuer) {
            builder = new X509v3CertificateBuilderOf(subject, issuer);
        }

        Wish valid(Instant from, Instant to) {
            builder.from = from;
            builder.to = to;
            return this;
        }

        /** An authority above at most so many others. */
        Wish authority(int pathLength) {
            return with(Extension.basicConstraints, new BasicConstraints(pathLength))
                    .with(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        }

        Wish usage(int usage) {
            return with(Extension.keyUsage, new KeyUsage(usage));
        }

        Wish purpose(KeyPurposeId purpose) {
            return with(Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose));
        }

        Wish dns(String name) {
            return with(Extension.subjectAlternativeName, new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
        }

        /** Signs only below this DNS name. */
        Wish onlyBelow(String name) {
            GeneralSubtree[] permitted = {new GeneralSubtree(new GeneralName(GeneralName.dNSName, name))};
            return with(Extension.nameConstraints, new NameConstraints(permitted, null));
        }

        /** Signed like this by its issuer. */
        Wish signature(String algorithm) {
            builder.signature = algorithm;
            return this;
        }

        /** With the key of another one, as after a renewal. */
        Wish keysOf(Issued other) {
            builder.keys = other.keys();
            return this;
        }

        Wish rsa(int bits) {
            builder.keys = newKeys("RSA", generator -> generator.initialize(bits));
            return this;
        }

        Issued issue() {
            return builder.issue();
        }

        private Wish with(org.bouncycastle.asn1.ASN1ObjectIdentifier id, org.bouncycastle.asn1.ASN1Encodable value) {
            builder.extensions.put(id, value);
            return this;
        }
    }

    /** An honest root. */
    static Issued root(String name) {
        return selfSigned("CN=" + name).authority(5).issue();
    }

    static Wish selfSigned(String subject) {
        return new Wish(subject, null);
    }

    /** A certificate that this one signs, whether it may or not. */
    Wish signs(String subject) {
        return new Wish(subject, this);
    }

    /** An honest client certificate. */
    Issued client(String name) {
        return signs("CN=" + name)
                .usage(KeyUsage.digitalSignature)
                .purpose(KeyPurposeId.id_kp_clientAuth)
                .dns(name + ".example")
                .issue();
    }

    private static KeyPair newEcKeys() {
        return newKeys("EC", generator -> {
            try {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static KeyPair newKeys(String algorithm, Consumer<KeyPairGenerator> choice) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            choice.accept(generator);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String pem() {
        try {
            String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static final class X509v3CertificateBuilderOf {
        private final X500Name subject;
        private final @Nullable Issued issuer;
        private final java.util.Map<org.bouncycastle.asn1.ASN1ObjectIdentifier, org.bouncycastle.asn1.ASN1Encodable>
                extensions = new java.util.LinkedHashMap<>();
        private String signature = "SHA256withECDSA";
        private @Nullable KeyPair keys;
        private Instant from = TestClock.now().minus(Duration.ofDays(1));
        private Instant to = TestClock.now().plus(Duration.ofDays(3650));

        X509v3CertificateBuilderOf(String subject, @Nullable Issued issuer) {
            this.subject = new X500Name(subject);
            this.issuer = issuer;
        }

        /** Java knows PSS under no name that tells the digest. */
        private JcaContentSignerBuilder signer() {
            JcaContentSignerBuilder signer = new JcaContentSignerBuilder(signature);
            return signature.endsWith("MGF1") ? signer.setProvider(new BouncyCastleProvider()) : signer;
        }

        Issued issue() {
            try {
                KeyPair keys = this.keys == null ? newEcKeys() : this.keys;
                X500Name by = issuer == null ? subject : issuer.name();
                KeyPair signer = issuer == null ? keys : issuer.keys();
                X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        by,
                        BigInteger.valueOf(SERIAL.incrementAndGet()),
                        Date.from(from),
                        Date.from(to),
                        subject,
                        keys.getPublic());
                for (var extension : extensions.entrySet()) {
                    boolean critical = !extension.getKey().equals(Extension.subjectAlternativeName);
                    builder.addExtension(extension.getKey(), critical, extension.getValue());
                }
                X509Certificate certificate = new JcaX509CertificateConverter()
                        .getCertificate(builder.build(signer().build(signer.getPrivate())));
                return new Issued(certificate, keys, subject);
            } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
                throw new AssertionError(e);
            }
        }
    }
}
