package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestTokensTest {

    @Test
    void make_carriesWhatRealTokensCarry() throws InvalidJwtException, MalformedClaimException {
        // given
        UUID orgId = UUID.fromString("5d9c2b46-4f2b-4a86-9f7e-0c8f1f0d2a11");

        // when
        JwtClaims claims = verify(TestTokens.identity()
                .orgId(orgId)
                .provenance(Map.of("pipeline", "77"))
                .make());

        // then
        assertThat(claims.getStringClaimValue("authTokenType")).isEqualTo("identityAccessToken");
        assertThat(claims.getStringClaimValue("orgId")).isEqualTo(orgId.toString());
        assertThat(claims.getStringClaimValue("orgRole")).isEqualTo("member");
        assertThat(claims.getClaimValue("prov")).isEqualTo(Map.of("pipeline", "77"));
        assertThat(claims.getJwtId())
                .isNotEqualTo(verify(TestTokens.identity().make()).getJwtId());
    }

    @Test
    void admin_hasItsRoleInTheOrganisation() throws InvalidJwtException, MalformedClaimException {
        UUID orgId = UUID.fromString("5d9c2b46-4f2b-4a86-9f7e-0c8f1f0d2a11");

        JwtClaims claims = verify(TestTokens.admin(orgId).make());

        assertThat(claims.getStringClaimValue("orgRole")).isEqualTo("admin");
        assertThat(claims.getStringClaimValue("orgId")).isEqualTo(orgId.toString());
    }

    @ParameterizedTest
    @MethodSource
    void broken_isRefused(String token) {
        assertThatThrownBy(() -> verify(token)).isInstanceOf(InvalidJwtException.class);
    }

    static Stream<String> broken_isRefused() {
        TokenMaker maker = TestTokens.identity();
        return Stream.of(
                maker.expired().make(),
                maker.valid(Instant.EPOCH, Duration.ofSeconds(1)).make(),
                maker.makeUnsigned(),
                maker.makeWithForeignKey(),
                maker.makeWithUnknownKeyId(),
                maker.makeWithPublicKeyAsSecret(),
                maker.makeTampered(),
                maker.issuer("somebody").make(),
                maker.without("jti").make(),
                maker.without("iat").make());
    }

    private static JwtClaims verify(String token) throws InvalidJwtException {
        String keySet = TestTokens.authUrl().resolve("/.well-known/jwks.json").toString();
        JwtConsumer consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "ES256"))
                .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(new HttpsJwks(keySet)))
                .setExpectedIssuer("claviger")
                .setRequireJwtId()
                .setRequireIssuedAt()
                .setRequireExpirationTime()
                .build();
        return consumer.processToClaims(token);
    }
}
