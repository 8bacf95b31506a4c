package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.local.gitlab.PipelineKind;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Through the edge, whatever is sent: the documented error body, never a 500, nothing changed. */
class BadInputTest {
    private static final String[] ROUTES = {
        "POST /api/v1/admin/bootstrap",
        "POST /api/v1/auth/universal-auth/login",
        "POST /api/v1/auth/oidc-auth/login",
        "POST /api/v1/auth/token/renew",
        "POST /api/v1/auth/token/revoke",
        "POST /api/v1/identities",
        "POST /api/v1/projects",
        "POST /api/v2/workspace",
        "POST /api/v1/folders",
        "POST /api/v1/secret-imports",
        "POST /api/v4/secrets/KEY",
        "PATCH /api/v4/secrets/KEY",
        "DELETE /api/v4/secrets/KEY",
        "POST /api/v3/secrets/raw/KEY",
        "POST /api/v3/secrets/batch/raw",
        "PATCH /api/v4/secrets/batch"
    };
    private static final String[] BODIES = {
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{}",
        "{\"secrets\":7,\"projectId\":[],\"environment\":{},\"jwt\":1,\"clientId\":false}",
        "{\"projectId\":\"x\",\"workspaceId\":\"x\",\"environment\":\"x\",\"secretValue\":\"x\",\"accessToken\":\"x\"}",
        "{\"projectId\":\"00000000-0000-4000-8000-000000000000\",\"workspaceId\":\"00000000-0000-4000-8000-000000000000\","
                + "\"environment\":\"\\u0000\",\"secretPath\":\"/../x\",\"secretValue\":\"\\ud800\"}"
    };

    static Stream<Arguments> garbage() {
        return Stream.of(ROUTES).flatMap(route -> Stream.of(BODIES).map(body -> Arguments.of(route, body)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void garbage(String route, String body) {
        String[] parts = route.split(" ", 2);

        assertDocumented(RunningSuite.admin().raw(parts[0], parts[1], body));
    }

    static Stream<String> T2_pathTricks() {
        return Stream.of(
                "/api/v4/secrets/..%2f..%2fx",
                "/api//v4/secrets",
                "/api/v4/../v1/projects",
                "/api/v4/secrets/%00",
                "/api/v4/secrets/a%2Fb",
                "/api/v4/secrets;a=b",
                "/api/v4/secrets/%5c",
                "/api/v9/nothing",
                "/api/v1/secret-syncs",
                "/nothing");
    }

    @ParameterizedTest
    @MethodSource
    void T2_pathTricks(String path) {
        assertDocumented(RunningSuite.admin().get(path));
    }

    static Stream<String> T2_folderTricks() {
        return Stream.of("/..", "/a/../b", "//", "/a//b", "%2e%2e", "/a%00", "/a%5cb", "/%E2%80%A5", "/a%0Ab");
    }

    @ParameterizedTest
    @MethodSource
    void T2_folderTricks(String path) {
        String project = RunningSuite.newProject();

        Api.Answer answer = RunningSuite.admin()
                .get("/api/v4/secrets?projectId=%s&environment=dev&secretPath=%s".formatted(project, path));

        assertDocumented(answer);
    }

    @ParameterizedTest
    @EnumSource(
            value = PipelineKind.class,
            names = {"PROTECTED_BRANCH"},
            mode = EnumSource.Mode.EXCLUDE)
    void T6_tokenForAnIdentityThatIsNotThere_isRefused(PipelineKind kind) {
        String jwt = RunningSuite.suite().gitlab().idTokens().issue(kind, "https://claviger.test");

        assertDocumented(RunningSuite.nobody()
                .post(
                        "/api/v1/auth/oidc-auth/login",
                        Map.of("identityId", "0d3c6c0e-6f0b-4a53-9a55-2a2a5c2f8f10", "jwt", jwt)));
    }

    @Test
    void T20_tenMegabytes_are413() {
        Api.Answer answer = RunningSuite.admin().raw("POST", "/api/v4/secrets/KEY", "x".repeat(10_000_000));

        assertThat(answer.status()).isEqualTo(413);
        assertDocumented(answer);
    }

    private static void assertDocumented(Api.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        assertThat(answer.body().path("statusCode").asInt()).as(answer.text()).isEqualTo(answer.status());
        assertThat(answer.body().path("error").asText()).as(answer.text()).isNotEmpty();
        assertThat(answer.body().path("reqId").asText()).as(answer.text()).isNotEmpty();
        assertThat(answer.body().has("message")).as(answer.text()).isTrue();
    }
}
