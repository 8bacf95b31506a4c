package dev.claviger.auth.tlscert;

import static dev.claviger.testkit.JsonAt.at;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which certificates an authority vouches for. */
@AuthServiceTest
class TlsCertChainTest extends TlsCertHarness {
    /** T6: certificates that only look like those of the authority. Each says what is wrong with it. */
    @ParameterizedTest
    @MethodSource
    void T6_certificatesAreRefused(String what, Issued client) {
        attach(Map.of());

        logIn(client).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    static Stream<Arguments> T6_certificatesAreRefused() {
        Instant now = TestClock.now();
        Issued leaf = ROOT.client("web");
        return Stream.of(
                Arguments.of("of another authority", Issued.root("Other").client("web")),
                Arguments.of(
                        "of an authority of the same name",
                        Issued.root("Harbour Root").client("web")),
                Arguments.of("signed by itself", Issued.selfSigned("CN=web").issue()),
                Arguments.of(
                        "signed by itself under the authority's name",
                        Issued.selfSigned("CN=Harbour Root").issue()),
                Arguments.of("the authority itself", ROOT),
                Arguments.of("signed by a leaf", leaf.client("web")),
                Arguments.of(
                        "an authority below ours",
                        ROOT.signs("CN=web").authority(0).issue()),
                Arguments.of(
                        "for servers",
                        ROOT.signs("CN=web")
                                .purpose(KeyPurposeId.id_kp_serverAuth)
                                .issue()),
                Arguments.of(
                        "for encryption only",
                        ROOT.signs("CN=web").usage(KeyUsage.keyEncipherment).issue()),
                Arguments.of(
                        "expired",
                        ROOT.signs("CN=web")
                                .valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)))
                                .issue()),
                Arguments.of(
                        "not valid yet",
                        ROOT.signs("CN=web")
                                .valid(now.plus(Duration.ofDays(3000)), now.plus(Duration.ofDays(3100)))
                                .issue()));
    }

    @Test
    void certificate_ends() {
        attach(Map.of());
        Issued client = ROOT.signs("CN=web")
                .valid(TestClock.now().minusSeconds(60), TestClock.now().plusSeconds(60))
                .issue();
        logIn(client).then().statusCode(200);
        TestClock.step(Duration.ofSeconds(62));

        logIn(client).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void authority_ends() {
        Issued shortLived = Issued.selfSigned("CN=Short")
                .authority(1)
                .valid(TestClock.now().minusSeconds(60), TestClock.now().plusSeconds(60))
                .issue();
        attach(Map.of("caCertificate", shortLived.pem()));
        Issued client = shortLived.client("web");
        logIn(client).then().statusCode(200);
        TestClock.step(Duration.ofSeconds(62));

        logIn(client).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void intermediateAuthorities_count_whereTheyMay() {
        Issued intermediate = ROOT.signs("CN=Intermediate").authority(0).issue();
        Issued client = intermediate.client("web");
        attach(Map.of("verifyClientCertificateChain", true));

        logIn(client, intermediate).then().statusCode(200);
        logIn(client).then().statusCode(401);
    }

    @Test
    void intermediateAuthorities_doNotCount_otherwise() {
        Issued intermediate = ROOT.signs("CN=Intermediate").authority(0).issue();
        attach(Map.of("verifyClientCertificateChain", false));

        logIn(intermediate.client("web"), intermediate).then().statusCode(401);
    }

    @Test
    void intermediateAuthority_mayBeTheOneThatIsTrusted() {
        Issued intermediate = ROOT.signs("CN=Intermediate").authority(0).issue();
        attach(Map.of("caCertificate", intermediate.pem()));

        logIn(intermediate.client("web")).then().statusCode(200);
        logIn(ROOT.client("web")).then().statusCode(401);
    }

    /** T6, the class of CVE-2025-6037: a leaf vouches for nobody, whatever stands around it. */
    @ParameterizedTest
    @MethodSource
    void T6_chainsAreRefused(String what, Issued authority, List<Issued> chain) {
        attach(Map.of("verifyClientCertificateChain", true, "caCertificate", authority.pem()));

        logIn(chain.toArray(Issued[]::new)).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    static Stream<Arguments> T6_chainsAreRefused() {
        Issued leaf = ROOT.client("signer");
        Issued noUsage = ROOT.signs("CN=No usage").issue();
        Issued wrongUsage = ROOT.signs("CN=Wrong usage")
                .authority(0)
                .usage(KeyUsage.digitalSignature)
                .issue();
        Issued shortPath = Issued.selfSigned("CN=Short path").authority(0).issue();
        Issued below = shortPath.signs("CN=Below").authority(0).issue();
        Issued upper = ROOT.signs("CN=Upper").authority(0).issue();
        Issued lower = upper.signs("CN=Lower").authority(0).issue();
        Issued named = Issued.selfSigned("CN=Named")
                .authority(2)
                .onlyBelow("inside.example")
                .issue();
        Issued own = Issued.root("Own");
        return Stream.of(
                Arguments.of("a leaf as authority", ROOT, List.of(leaf.client("web"), leaf)),
                Arguments.of("no basic constraints", ROOT, List.of(noUsage.client("web"), noUsage)),
                Arguments.of("no keyCertSign", ROOT, List.of(wrongUsage.client("web"), wrongUsage)),
                Arguments.of("path length of the root", shortPath, List.of(below.client("web"), below)),
                Arguments.of("path length of an intermediate", ROOT, List.of(lower.client("web"), lower, upper)),
                Arguments.of("name constraints of the root", named, List.of(named.client("web"))),
                Arguments.of("an authority that the client brings along", ROOT, List.of(own.client("web"), own)));
    }

    @Test
    void nameConstraints_letTheirNamesPass() {
        Issued named =
                Issued.selfSigned("CN=Named").authority(2).onlyBelow("example").issue();
        attach(Map.of("caCertificate", named.pem()));

        logIn(named.client("web")).then().statusCode(200);
    }

    @Test
    void T20_manyCertificatesAreRefusedUnread() {
        attach(Map.of("verifyClientCertificateChain", true));
        Issued client = ROOT.client("web");
        Issued[] many = Stream.concat(
                        Stream.of(client), Stream.generate(() -> ROOT).limit(6))
                .toArray(Issued[]::new);

        logIn(many).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }
}
