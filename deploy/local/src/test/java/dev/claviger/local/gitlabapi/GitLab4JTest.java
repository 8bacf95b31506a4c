package dev.claviger.local.gitlabapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.local.gitlab.GitLabSimulator;
import java.time.Clock;
import org.gitlab4j.api.GitLabApiException;
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
}
