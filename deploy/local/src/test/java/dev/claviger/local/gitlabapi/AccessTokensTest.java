package dev.claviger.local.gitlabapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.Client.Answer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String TOKENS = "/api/v4/projects/20/access_tokens";
    private static final String OF_GROUP = "/api/v4/groups/72/access_tokens";
    private static final String SELF = "/api/v4/personal_access_tokens/self";

    private static GitLabSimulator gitlab;
    private GitLabApi api;
    private Client nils;

    @BeforeAll
    static void start() {
        gitlab = GitLabSimulator.start(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterAll
    static void stop() {
        gitlab.close();
    }

    @BeforeEach
    void logIn() {
        api = gitlab.api();
        nils = as(api.personalToken(GitLabApi.MAINTAINER, "api"));
    }

    @AfterEach
    void heal() {
        api.heal();
    }

    private static Client as(String token) {
        return new Client(gitlab.url(), token);
    }

    private Answer made(String path, String more) {
        Answer answer =
                nils.post(path, "{\"name\":\"deployer\",\"scopes\":[\"api\",\"self_rotate\"]%s}".formatted(more));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer;
    }

    private static String token(Answer made) {
        return made.json().path("token").asText();
    }

    @Test
    void creation_givesTheTokenOnce_withWhatWasAskedFor() {
        var made = made(TOKENS, ",\"access_level\":30,\"expires_at\":\"2026-06-01\"")
                .json();

        assertThat(made.path("access_level").asInt()).isEqualTo(30);
        assertThat(made.path("resource_type").asText()).isEqualTo("project");
        assertThat(made.path("resource_id").asLong()).isEqualTo(20);
        assertThat(made.path("expires_at").asText()).isEqualTo("2026-06-01");
        assertThat(made.path("created_at").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(nils.get(TOKENS + "/" + made.path("id").asLong()).json().has("token"))
                .isFalse();
        assertThat(nils.get(TOKENS + "?per_page=100").text())
                .doesNotContain(made.path("token").asText());
    }

    @Test
    void bot_hasTheRoleOfItsToken() {
        Client developer = as(token(made(TOKENS, ",\"access_level\":30")));
        Client maintainer = as(token(made(TOKENS, "")));

        assertThat(developer.get("/api/v4/projects/20/variables").status()).isEqualTo(403);
        assertThat(maintainer.get("/api/v4/projects/20/variables").status()).isEqualTo(200);
        assertThat(maintainer.get("/api/v4/projects/21").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{}|{\"error\":\"name is missing, scopes is missing\"}",
                "{\"name\":\"a\",\"scopes\":[\"sudo\"]}|{\"error\":\"scopes does not have a valid value\"}",
                "{\"name\":\"a\",\"scopes\":[\"api\"],\"access_level\":35}|{\"error\":\"access_level does not have a"
                        + " valid value\"}",
                "{\"name\":\"a\",\"scopes\":[\"api\"],\"expires_at\":\"soon\"}|{\"error\":\"expires_at is invalid\"}",
                "{\"name\":\"a\",\"scopes\":[\"api\"],\"expires_at\":\"2027-03-02\"}|{\"message\":\"400 Bad request -"
                        + " Expiration date must be before 2027-03-02\"}",
                "{\"name\":\"a\",\"scopes\":[\"api\"],\"expires_at\":\"2026-03-01\"}|{\"message\":\"400 Bad request -"
                        + " Expiration date can't be in the past\"}"
            })
    void creation_isRefused(String body, String answer) {
        Answer refused = nils.post(TOKENS, body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).isEqualTo(answer);
    }

    @Test
    void longestLife_isWhatTheAdministratorSays() {
        api.longestTokenDays(30);

        assertThat(nils.post(TOKENS, "{\"name\":\"a\",\"scopes\":[\"api\"],\"expires_at\":\"2026-04-01\"}")
                        .text())
                .contains("must be before 2026-04-01");
        assertThat(made(TOKENS, "").json().path("expires_at").asText()).isEqualTo("2026-03-31");
    }

    /** Neither the bot of a token nor who has not the role; and nobody gives more than they have. */
    @Test
    void creation_needsAPersonWithTheRole() {
        api.grant(8, 20, 30);
        Client developer = as(api.personalToken(8, "api"));
        api.grant(9, 20, 40);
        Client maintainer = as(api.personalToken(9, "api"));
        String owner = "{\"name\":\"a\",\"scopes\":[\"api\"],\"access_level\":50}";

        for (Client refused : new Client[] {developer, as(api.projectToken(20, 50, "api"))}) {
            assertThat(refused.post(TOKENS, owner).text())
                    .isEqualTo("{\"message\":\"400 Bad request - User does not have permission to create project access"
                            + " token\"}");
        }
        assertThat(maintainer.post(TOKENS, owner).text()).contains("permissions not held by the creating user");
        assertThat(as(api.personalToken(GitLabApi.MAINTAINER, "read_api"))
                        .post(TOKENS, owner)
                        .status())
                .isEqualTo(403);
        assertThat(developer.get(TOKENS).status()).isEqualTo(401);
        assertThat(as(api.personalToken(999, "api")).get(TOKENS).text())
                .isEqualTo("{\"message\":\"404 Project Not Found\"}");
    }

    @Test
    void revocation_endsTheToken_andIsDoneOnce() {
        Answer made = made(OF_GROUP, "");
        String path = OF_GROUP + "/" + made.json().path("id").asLong();

        assertThat(nils.delete(path).status()).isEqualTo(204);

        assertThat(as(token(made)).get(SELF).text()).contains("Token was revoked");
        assertThat(nils.delete(path).text()).isEqualTo("{\"message\":\"404 group Access Token Not Found\"}");
        assertThat(nils.get(OF_GROUP + "?state=active&search=deployer").json()).isEmpty();
    }

    /** A token that was exchanged and asks to be exchanged again tells that somebody has stolen it. Other calls with it do not. */
    @Test
    void rotation_endsTheOldOne_andASecondOneTheFamily() {
        String old = token(made(TOKENS, ""));
        String rotate = TOKENS + "/self/rotate";

        Answer rotated = as(old).post(rotate, "{\"expires_at\":\"2026-06-01\"}");

        String fresh = token(rotated);
        assertThat(rotated.status()).isEqualTo(200);
        assertThat(as(fresh).get(SELF).json().path("expires_at").asText()).isEqualTo("2026-06-01");
        assertThat(as(old).get(SELF).status()).isEqualTo(401);
        assertThat(as(fresh).get(SELF).status()).isEqualTo(200);
        assertThat(as(old).post(rotate, "{}").status()).isEqualTo(401);
        assertThat(as(fresh).get(SELF).status()).isEqualTo(401);
    }

    @Test
    void rotation_withoutADay_lastsAWeek_andIsForPeopleOrTheTokenItself() {
        Answer made = made(TOKENS, "");
        String path = TOKENS + "/" + made.json().path("id").asLong() + "/rotate";

        assertThat(as(api.projectToken(20, 50, "api")).post(path, "{}").status())
                .isEqualTo(401);
        assertThat(nils.post(TOKENS + "/self/rotate", "{}").status()).isEqualTo(405);
        assertThat(as(token(made)).post(OF_GROUP + "/self/rotate", "{}").status())
                .isEqualTo(404);
        assertThat(nils.post(path, "{}").json().path("expires_at").asText()).isEqualTo("2026-03-08");
        assertThat(nils.post(path, "{}").text()).contains("Token already revoked");
        assertThat(nils.post(TOKENS + "/123456/rotate", "{}").status()).isEqualTo(401);
    }

    @Test
    void personalTokens_areMadeByAdministrators_andSeenByTheirPeople() {
        Client root = as(api.personalToken(GitLabApi.ADMINISTRATOR, "api"));
        String path = "/api/v4/users/%d/personal_access_tokens".formatted(GitLabApi.MAINTAINER);
        String body = "{\"name\":\"made-by-root\",\"scopes\":[\"read_api\"]}";

        assertThat(nils.post(path, body).status()).isEqualTo(403);
        Answer made = root.post(path, body);
        assertThat(made.status()).isEqualTo(201);
        assertThat(nils.get("/api/v4/personal_access_tokens?search=made-by-root")
                        .json()
                        .path(0)
                        .path("id"))
                .isEqualTo(made.json().path("id"));
        assertThat(nils.delete("/api/v4/personal_access_tokens/"
                                + made.json().path("id").asLong())
                        .status())
                .isEqualTo(204);
        assertThat(as(token(made)).get(SELF).status()).isEqualTo(401);
    }
}
