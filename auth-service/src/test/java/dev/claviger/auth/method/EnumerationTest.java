package dev.claviger.auth.method;

import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.auth.Alike;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** T12: which clients exist cannot be told; the tests of each other method ask the same of its identities. */
@AuthServiceTest
class EnumerationTest {
    private static final String LOCKED = "This identity auth method is temporarily locked, please try again later";

    private final Org org = Org.shared();

    /** In all rounds but the first few the lock has fallen: for the client that exists and for those that do not. */
    @Test
    void T12_clientsThatExistLockLikeThoseThatDoNot() {
        String client = org.universal(org.identity(), Map.of());
        String unknown = UUID.randomUUID().toString();

        Alike.check(round -> Org.logIn(client, "wrong"), round -> Org.logIn(unknown, "wrong"));

        assertThat(Org.logIn(unknown, "wrong").<String>path("message")).isEqualTo(LOCKED);
    }

    @Test
    void T12_unlockedClientsAndUnknownOnesAreAlike() {
        String client = org.universal(org.identity(), Map.of("lockoutEnabled", false));

        Alike.check(
                round -> Org.logIn(client, "wrong"),
                round -> Org.logIn(UUID.randomUUID().toString(), "wrong"),
                round -> Org.logIn("nonsense", "wrong"));
    }

    /** Whose address is not trusted is a stranger to the client, and locks nobody but other strangers. */
    @Test
    void T12_clientsAreUnknownToForeignAddresses() {
        String identity = org.identity();
        String client =
                org.universal(identity, Map.of("clientSecretTrustedIps", List.of(Map.of("ipAddress", "10.0.0.0/8"))));
        String unknown = UUID.randomUUID().toString();

        Alike.check(round -> logInFrom("11.0.0.1", client, "wrong"), round -> logInFrom("11.0.0.1", unknown, "wrong"));

        String secret = valueAt(org.clientSecret(identity, Map.of()), "clientSecret");
        assertThat(logInFrom("10.1.2.3", client, secret).statusCode()).isEqualTo(200);
        assertThat(logInFrom("11.0.0.1", client, secret).<String>path("message"))
                .isEqualTo(LOCKED);
    }

    private static Response logInFrom(String address, String client, String secret) {
        return given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", address)
                .body(Map.of("clientId", client, "clientSecret", secret))
                .post(Org.UNIVERSAL + "/login");
    }
}
