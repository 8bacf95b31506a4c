package dev.claviger.local.gitlabapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gitlab4j.models.Constants.ProjectAccessTokenScope.READ_API;

import dev.claviger.local.gitlab.GitLabSimulator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.gitlab4j.api.GitLabApiException;
import org.gitlab4j.api.models.AccessLevel;
import org.gitlab4j.api.models.ImpersonationToken;
import org.gitlab4j.api.models.PersonalAccessToken;
import org.gitlab4j.api.models.Variable;
import org.junit.jupiter.api.Test;

/** The library {@code org.gitlab4j:gitlab4j-api}, unmodified. It sends forms and pages by headers. */
class GitLab4JTest {

    @Test
    void lifeOfVariables() throws GitLabApiException {
        try (GitLabSimulator gitlab = GitLabSimulator.start(Clock.systemUTC());
                var client = new org.gitlab4j.api.GitLabApi(
                        gitlab.url(), gitlab.api().personalToken(GitLabApi.MAINTAINER, "api"))) {
            var projects = client.getProjectApi();
            for (int i = 0; i < 130; i++) {
                assertThat(projects.createVariable(20L, "K" + i, "value-" + i, Variable.Type.ENV_VAR, i % 2 == 0, false)
                                .getKey())
                        .isEqualTo("K" + i);
            }
            assertThat(projects.getVariables(20L)).hasSize(130);
            assertThat(projects.getVariable(20L, "K7").getValue()).isEqualTo("value-7");
            assertThat(projects.updateVariable(20L, "K7", "other", true).getProtected())
                    .isTrue();
            projects.deleteVariable(20L, "K7");
            assertThatThrownBy(() -> projects.getVariable(20L, "K7"))
                    .isInstanceOfSatisfying(
                            GitLabApiException.class,
                            missing -> assertThat(missing.getHttpStatus()).isEqualTo(404));
            assertThatThrownBy(() -> projects.createVariable(20L, "BAD-KEY", "x", false))
                    .isInstanceOfSatisfying(
                            GitLabApiException.class,
                            refused -> assertThat(refused.getValidationErrors()).containsKey("key"));
            assertThat(client.getGroupApi()
                            .createVariable(72L, "G", "group-value", false)
                            .getValue())
                    .isEqualTo("group-value");
        }
    }

    @Test
    void lifeOfTokens() throws GitLabApiException {
        try (GitLabSimulator gitlab = GitLabSimulator.start(Clock.systemUTC());
                var client = new org.gitlab4j.api.GitLabApi(
                        gitlab.url(), gitlab.api().personalToken(GitLabApi.MAINTAINER, "api"))) {
            var projects = client.getProjectApi();
            Date end = Date.from(Instant.now().plus(Duration.ofDays(3)));
            var first = projects.createProjectAccessToken(20L, "deployer", List.of(READ_API), end, 30L);
            assertThat(first.getAccessLevel()).isEqualTo(30L);
            assertThat(first.getToken()).startsWith("glpat-");

            var second = projects.rotateProjectAccessToken(20L, first.getId(), end);

            assertThat(own(gitlab, second.getToken()).getScopes()).containsExactly(READ_API);
            assertThatThrownBy(() -> own(gitlab, first.getToken()))
                    .isInstanceOfSatisfying(
                            GitLabApiException.class,
                            over -> assertThat(over.getHttpStatus()).isEqualTo(401));
            assertThat(projects.listProjectAccessTokens(20L)).hasSize(2);
            projects.revokeProjectAccessToken(20L, second.getId());
            assertThatThrownBy(() -> own(gitlab, second.getToken())).isInstanceOf(GitLabApiException.class);
            assertThat(client.getGroupApi()
                            .createGroupAccessToken(
                                    72L,
                                    "all",
                                    "of all",
                                    end,
                                    new ImpersonationToken.Scope[] {ImpersonationToken.Scope.API},
                                    AccessLevel.OWNER)
                            .getAccessLevel())
                    .isEqualTo(AccessLevel.OWNER);
        }
    }

    private static PersonalAccessToken own(GitLabSimulator gitlab, String token) throws GitLabApiException {
        try (var client = new org.gitlab4j.api.GitLabApi(gitlab.url(), token)) {
            return client.getPersonalAccessTokenApi().getPersonalAccessToken();
        }
    }
}
