package dev.claviger.auth.tlscert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.auth.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that a login asks for only once in years: renewed authorities, and what was good enough long ago. */
class CertificatePathTest {
    private static final Issued ROOT = Issued.root("Old Harbour Root");

    @Test
    void renewedAuthority_counts_besideTheExpiredOne() {
        Issued expired = Issued.selfSigned("CN=Old Harbour Root")
                .keysOf(ROOT)
                .authority(5)
                .valid(
                        TestClock.now().minus(Duration.ofDays(100)),
                        TestClock.now().minus(Duration.ofDays(1)))
                .issue();
        Issued client = ROOT.client("web");

        assertThat(path(List.of(expired, ROOT), client)).isEmpty();
        assertThat(path(List.of(ROOT, expired), client)).isEmpty();
        assertThat(path(List.of(expired), client)).startsWith("check=authority");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1withECDSA", "SHA224withECDSA"})
    void T6_oldSignature_isRefused(String algorithm) {
        Issued client = clientOf(ROOT).signature(algorithm).issue();

        assertThat(path(List.of(ROOT), client)).startsWith("check=strength");
    }

    @Test
    void T6_oldSignatureOfAnIntermediateAuthority_isRefused() {
        Issued middle =
                ROOT.signs("CN=Middle").authority(0).signature("SHA1withECDSA").issue();

        assertThat(path(List.of(ROOT), middle.client("web"), middle)).startsWith("check=strength");
    }

    @Test
    void T6_shortKey_isRefused_oneThatIsLongEnoughIsNot() {
        assertThat(path(List.of(ROOT), clientOf(ROOT).rsa(1024).issue())).startsWith("check=strength");
        assertThat(path(List.of(ROOT), clientOf(ROOT).rsa(2048).issue())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "SHA512withRSA", "SHA256withRSAandMGF1"})
    void authorityWithRsa_counts(String algorithm) {
        Issued root = Issued.selfSigned("CN=RSA Root")
                .rsa(2048)
                .authority(5)
                .signature(algorithm)
                .issue();

        assertThat(path(List.of(root), clientOf(root).signature(algorithm).issue()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1withRSA", "SHA1withRSAandMGF1", "MD5withRSA"})
    void T6_oldSignatureByRsa_isRefused(String algorithm) {
        Issued root = Issued.selfSigned("CN=RSA Root")
                .rsa(2048)
                .authority(5)
                .signature("SHA256withRSA")
                .issue();

        assertThat(path(List.of(root), clientOf(root).signature(algorithm).issue()))
                .startsWith("check=strength");
    }

    private static Issued.Wish clientOf(Issued issuer) {
        return issuer.signs("CN=web").usage(KeyUsage.digitalSignature).purpose(KeyPurposeId.id_kp_clientAuth);
    }

    /** What stands against it; empty for nothing. */
    private static String path(List<Issued> authorities, Issued... shown) {
        return new CertificatePath(
                        authorities.stream()
                                .map(each -> new Authority(each.certificate()))
                                .toList(),
                        Stream.of(shown).map(Issued::certificate).toList())
                .objection(TestClock.now())
                .orElse("");
    }
}
