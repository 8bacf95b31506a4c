package dev.claviger.auth.method;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * T12 by distribution: who measures many logins learns from neither text nor time which identities exist. Both kinds are
 * measured by turns, so that whatever else slows this machine down slows both.
 */
@AuthServiceTest
class EnumerationTest {
    private static final int WARM_UP = 30;
    private static final int SAMPLES = 150;

    /** With so many samples, chance alone puts two equal distributions this far apart once in 400,000 times (Kolmogorov-Smirnov). */
    private static final double FAR_APART = 0.3;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oidc-auth",
                "jwt-auth",
                "kubernetes-auth",
                "tls-cert-auth",
                "azure-auth",
                "gcp-auth",
                "aws-auth",
                "ldap-auth"
            })
    void T12_identitiesWithoutTheMethodAndUnknownOnesAreAlike(String method) {
        String known = Org.shared().identity();

        assertAlike(
                () -> logIn(method, known),
                () -> logIn(method, UUID.randomUUID().toString()));
    }

    @Test
    void T12_unknownClientsAndWrongSecretsAreAlike() {
        Org org = Org.shared();
        String client = org.universal(org.identity(), Map.of("lockoutEnabled", false));

        assertAlike(
                () -> Org.logIn(client, "wrong"),
                () -> Org.logIn(UUID.randomUUID().toString(), "wrong"));
    }

    /** With the credentials of every method; each takes its own. */
    private static Response logIn(String method, String identity) {
        return Org.logInBy(
                method,
                Map.of(
                        "identityId", identity,
                        "jwt", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
                        "iamRequestBody", "eA==",
                        "iamRequestHeaders", "e30=",
                        "username", "ada",
                        "password", "guess"));
    }

    private static void assertAlike(Supplier<Response> first, Supplier<Response> second) {
        List<Long> firstTimes = new ArrayList<>();
        List<Long> secondTimes = new ArrayList<>();
        for (int i = 0; i < WARM_UP + SAMPLES; i++) {
            boolean inOrder = i % 2 == 0;
            Response early = inOrder ? first.get() : second.get();
            Response late = inOrder ? second.get() : first.get();
            Response one = inOrder ? early : late;
            Response other = inOrder ? late : early;
            assertThat(shape(one)).isEqualTo(shape(other));
            if (i >= WARM_UP) {
                firstTimes.add(one.timeIn(java.util.concurrent.TimeUnit.MICROSECONDS));
                secondTimes.add(other.timeIn(java.util.concurrent.TimeUnit.MICROSECONDS));
            }
        }
        assertThat(distance(firstTimes, secondTimes)).isLessThan(FAR_APART);
    }

    /** Everything but what names the request. */
    private static String shape(Response answer) {
        return answer.statusCode()
                + answer.asString().replaceAll("\"reqId\":\"[^\"]*\"", "")
                + answer.headers().asList().stream()
                        .map(header -> header.getName())
                        .sorted()
                        .collect(toList());
    }

    /** The largest difference between the two shares of samples below any time. */
    private static double distance(List<Long> first, List<Long> second) {
        return Stream.concat(first.stream(), second.stream())
                .mapToDouble(time -> Math.abs(below(first, time) - below(second, time)))
                .max()
                .orElseThrow();
    }

    private static double below(List<Long> times, long limit) {
        return times.stream().filter(time -> time <= limit).count() / (double) times.size();
    }
}
