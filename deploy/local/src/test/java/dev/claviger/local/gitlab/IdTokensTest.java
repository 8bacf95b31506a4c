package dev.claviger.local.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IdTokensTest {

    private static final String ISSUER = "https://gitlab.example";
    private static final String AUDIENCE = "https://claviger.example";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SigningKeys KEYS = new SigningKeys();

    private final IdTokens tokens =
            new IdTokens(ISSUER, KEYS, Clock.fixed(NOW, ZoneOffset.UTC), () -> new UUID(0x4000, 0x8000000000000000L));

    @Test
    void branchToken_carriesTheTypesOfGitLab() throws Exception {
        JsonNode claims = claims(PipelineKind.PROTECTED_BRANCH);

        assertThat(claims.path("iss").asText()).isEqualTo(ISSUER);
        assertThat(claims.path("aud").isTextual()).isTrue();
        assertThat(claims.path("sub").asText()).isEqualTo("project_path:harbour/lighthouse:ref_type:branch:ref:main");
        assertThat(claims.path("ref_protected")).isEqualTo(JSON.readTree("\"true\""));
        assertThat(claims.path("project_id")).isEqualTo(JSON.readTree("\"20\""));
        assertThat(claims.path("pipeline_id").isTextual()).isTrue();
        assertThat(claims.path("job_id").isTextual()).isTrue();
        assertThat(claims.path("runner_id").isInt()).isTrue();
        assertThat(claims.path("sha").asText()).matches("[0-9a-f]{40}");
        assertThat(claims.path("ref_path").asText()).isEqualTo("refs/heads/main");
        assertThat(claims.path("ci_config_ref_uri").asText())
                .isEqualTo("gitlab.example/harbour/lighthouse//.gitlab-ci.yml@refs/heads/main");
        assertThat(claims.has("environment")).isFalse();
    }

    @Test
    void jobToken_livesAsLongAsTheJob_andBeganFiveSecondsAgo() throws Exception {
        JsonNode claims = claims(PipelineKind.SCHEDULE);

        assertThat(claims.path("iat").asLong()).isEqualTo(NOW.getEpochSecond());
        assertThat(claims.path("nbf").asLong()).isEqualTo(NOW.getEpochSecond() - 5);
        assertThat(claims.path("exp").asLong()).isEqualTo(NOW.getEpochSecond() + 3600);
    }

    @Test
    void everyToken_hasAJobOfItsOwn() throws Exception {
        assertThat(claims(PipelineKind.PROTECTED_BRANCH).path("job_id"))
                .isNotEqualTo(claims(PipelineKind.PROTECTED_BRANCH).path("job_id"));
    }

    @ParameterizedTest
    @CsvSource({
        "UNPROTECTED_BRANCH, ref_protected, false",
        "PROTECTED_TAG, ref_type, tag",
        "PROTECTED_TAG, ref_path, refs/tags/v1.4.0",
        "PROTECTED_TAG, sub, project_path:harbour/lighthouse:ref_type:tag:ref:v1.4.0",
        "UNPROTECTED_TAG, ref, main",
        "PROTECTED_ENVIRONMENT, environment_protected, true",
        "UNPROTECTED_ENVIRONMENT, environment_protected, false",
        "MERGE_REQUEST, pipeline_source, merge_request_event",
        "FORK_MERGE_REQUEST, project_id, 77",
        "FORK_MERGE_REQUEST, job_project_id, 20",
        "FORK_MERGE_REQUEST, sub, project_path:mallory/lighthouse:ref_type:branch:ref:main",
        "FORK_MERGE_REQUEST_OLD_STYLE, project_id, 20",
        "FORK_MERGE_REQUEST_OLD_STYLE, ref_protected, false",
        "SCHEDULE, pipeline_source, schedule",
        "TRIGGER, pipeline_source, trigger",
        "OTHER_PROJECT, project_id, 21",
        "RENAMED_PROJECT, project_id, 20",
        "RENAMED_PROJECT, project_path, harbour/beacon",
        "RECLAIMED_PATH, project_id, 404",
        "RECLAIMED_PATH, project_path, harbour/lighthouse",
        "PROJECT_ID_SUBJECT, sub, project_id:20:ref_type:branch:ref:main",
        "CUSTOM_ISSUER, iss, https://gitlab.example/id-tokens",
        "ISSUER_WITH_SLASH, iss, https://gitlab.example/",
        "POLICY_JOB, job_source, pipeline_execution_policy",
        "USER_SIGN_IN, sub, 7"
    })
    void kind_showsInItsClaim(PipelineKind kind, String claim, String value) throws Exception {
        assertThat(claims(kind).path(claim)).isEqualTo(JSON.getNodeFactory().textNode(value));
    }

    @Test
    void oldForkToken_hasNoClaimsOfTheRunningProject() throws Exception {
        JsonNode claims = claims(PipelineKind.FORK_MERGE_REQUEST_OLD_STYLE);

        assertThat(claims.has("job_project_id")).isFalse();
        assertThat(claims.path("user_access_level").isNull()).isTrue();
    }

    @Test
    void childPipeline_hasANullConfigAddress() throws Exception {
        JsonNode claims = claims(PipelineKind.CHILD_PIPELINE);

        assertThat(claims.has("ci_config_ref_uri")).isTrue();
        assertThat(claims.path("ci_config_ref_uri").isNull()).isTrue();
        assertThat(claims.path("ci_config_sha").isNull()).isTrue();
    }

    @Test
    void userSignIn_knowsNoJob() throws Exception {
        JsonNode claims = claims(PipelineKind.USER_SIGN_IN);

        assertThat(claims.has("job_id")).isFalse();
        assertThat(claims.has("pipeline_id")).isFalse();
        assertThat(claims.has("project_id")).isFalse();
        assertThat(header(PipelineKind.USER_SIGN_IN).path("kid"))
                .isNotEqualTo(header(PipelineKind.PROTECTED_BRANCH).path("kid"));
    }

    @Test
    void policyJob_namesItsPolicyAsAnObject() throws Exception {
        JsonNode config = claims(PipelineKind.POLICY_JOB).path("job_config");

        assertThat(config.path("url").isTextual()).isTrue();
        assertThat(config.path("sha").asText()).matches("[0-9a-f]{40}");
    }

    @Test
    void arrayAudience_holdsTheWantedOneAndAnother() throws Exception {
        JsonNode audience = claims(PipelineKind.ARRAY_AUDIENCE).path("aud");

        assertThat(audience).hasSize(2);
        assertThat(audience.path(0).asText()).isEqualTo(AUDIENCE);
    }

    @Test
    void times_lieOutsideOfNow_whenTheKindSaysSo() throws Exception {
        assertThat(claims(PipelineKind.EXPIRED).path("exp").asLong()).isLessThan(NOW.getEpochSecond());
        assertThat(claims(PipelineKind.NOT_YET_VALID).path("nbf").asLong()).isGreaterThan(NOW.getEpochSecond());
    }

    @ParameterizedTest
    @CsvSource({"ALG_NONE, none", "HMAC_WITH_PUBLIC_KEY, HS256", "FOREIGN_KEY, RS256", "UNKNOWN_KEY, RS256"})
    void forgery_showsInTheHeader(PipelineKind kind, String algorithm) throws Exception {
        assertThat(header(kind).path("alg").asText()).isEqualTo(algorithm);
    }

    @Test
    void forgeries_useThePublishedKeyIdOrAnUnknownOne() throws Exception {
        JsonNode published = header(PipelineKind.PROTECTED_BRANCH).path("kid");

        assertThat(header(PipelineKind.FOREIGN_KEY).path("kid")).isEqualTo(published);
        assertThat(header(PipelineKind.HMAC_WITH_PUBLIC_KEY).path("kid")).isEqualTo(published);
        assertThat(header(PipelineKind.UNKNOWN_KEY).path("kid")).isNotEqualTo(published);
        assertThat(tokens.issue(PipelineKind.ALG_NONE, AUDIENCE)).endsWith(".");
    }

    @Test
    void override_replacesAClaim_andWhatFollowsFromIt() throws Exception {
        JsonNode claims = claimsOf(tokens.issue(PipelineKind.PROTECTED_BRANCH, AUDIENCE, Map.of("ref", "release")));

        assertThat(claims.path("ref_path").asText()).isEqualTo("refs/heads/release");
        assertThat(claims.path("sub").asText()).endsWith(":ref:release");
    }

    @Test
    void override_takesAClaimAway_whenItIsNull() throws Exception {
        String token =
                tokens.issue(PipelineKind.PROTECTED_BRANCH, AUDIENCE, Collections.singletonMap("project_id", null));

        assertThat(claimsOf(token).has("project_id")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(PipelineKind.class)
    void everyKind_isReadableByItsDashedName(PipelineKind kind) throws Exception {
        assertThat(PipelineKind.named(
                        kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')))
                .isEqualTo(kind);
        assertThat(claims(kind).path("iss").asText()).startsWith(ISSUER);
    }

    private JsonNode claims(PipelineKind kind) throws Exception {
        return claimsOf(tokens.issue(kind, AUDIENCE));
    }

    private static JsonNode claimsOf(String token) throws Exception {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    private JsonNode header(PipelineKind kind) throws Exception {
        String token = tokens.issue(kind, AUDIENCE);
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]));
    }
}
