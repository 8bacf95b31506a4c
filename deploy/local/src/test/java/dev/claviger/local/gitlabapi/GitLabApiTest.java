package dev.claviger.local.gitlabapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.Client.Answer;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitLabApiTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String PROJECT = "/api/v4/projects/20/variables";
    private static final String GROUP = "/api/v4/groups/72/variables";

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
    void reset() {
        api = gitlab.api();
        api.heal();
        api.clearVariables();
        api.quirks(EnumSet.of(
                Quirk.GROUP_HIDES_BY_PRESENCE, Quirk.GROUP_PUT_FALLS_THROUGH, Quirk.GROUP_PUT_TAKES_THE_FIRST));
        nils = new Client(gitlab.url(), api.personalToken(GitLabApi.MAINTAINER, "api"));
    }

    @Test
    void protectedTags_areForMaintainers_asAreTheirLevels() {
        api.guard(20, Guards.USUAL.with(Guards.Ref.of("main"), List.of(new Guards.Ref("v*", 30))));

        Answer tags = nils.get("/api/v4/projects/20/protected_tags");
        Client reader = new Client(gitlab.url(), api.projectToken(20, 30, "api"));

        assertThat(tags.json().path(0).path("name").asText()).isEqualTo("v*");
        assertThat(tags.json().at("/0/create_access_levels/0/access_level").asInt())
                .isEqualTo(30);
        assertThat(reader.get("/api/v4/projects/20/protected_tags").status()).isEqualTo(403);
        assertThat(nils.get("/api/v4/groups/72/protected_tags").status()).isEqualTo(404);
        api.guard(20, Guards.USUAL);
    }

    @Test
    void groupsAbove_areTold_upToTheFirst() {
        api.addGroup(9001, "outer");
        api.addGroup(9002, "outer/inner");
        api.addGroup(9003, "outer/innermost");
        api.addProject(9004, "outer/inner/tool");
        api.grant(GitLabApi.MAINTAINER, 9004, 40);

        Answer groups = nils.get("/api/v4/projects/9004/groups");

        assertThat(groups.json().findValuesAsText("full_path")).containsExactlyInAnyOrder("outer", "outer/inner");
    }

    @Test
    void variable_isCreatedWithAllItsFields() {
        Answer made = nils.post(PROJECT, """
                {"key": " DB ", "value": "p$assword1", "protected": true, "masked": true, "raw": true,
                 "environment_scope": "prod/*", "variable_type": "file", "description": "of the lamp"}""");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().toString())
                .isEqualTo("{\"variable_type\":\"file\",\"key\":\"DB\",\"value\":\"p$assword1\","
                        + "\"hidden\":false,\"protected\":true,\"masked\":true,\"raw\":true,\"environment_scope\":\"prod/*\","
                        + "\"description\":\"of the lamp\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"key\":\"A\"}|{\"error\":\"value is missing\"}",
                "{}|{\"error\":\"key is missing, value is missing\"}",
                "{\"key\":\"A-B\",\"value\":\"x\"}|{\"message\":{\"key\":[\"can contain only letters, digits and '_'.\"]}}",
                "{\"key\":\"A\",\"value\":\"short\",\"masked\":true}|{\"message\":{\"value\":[\"is invalid\"]}}",
                "{\"key\":\"A\",\"value\":\"long enough but\",\"masked\":true,\"raw\":true}|{\"message\":{\"value\":[\"is invalid\"]}}",
                "{\"key\":\"A\",\"value\":\"dollar$sign\",\"masked\":true}|{\"message\":{\"value\":[\"is invalid\"]}}",
                "{\"key\":\"A\",\"value\":\"x\",\"masked\":\"perhaps\"}|{\"error\":\"masked is invalid\"}",
                "{\"key\":\"A\",\"value\":\"x\",\"variable_type\":\"odd\"}|{\"error\":\"variable_type does not have a valid value\"}",
                "{\"key\":\"A\",\"value\":\"x\",\"environment_scope\":\"a,b\"}|{\"message\":{\"environment_scope\":[\"can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', '*' and spaces\"]}}"
            })
    void create_isRefused(String body, String answer) {
        Answer refused = nils.post(PROJECT, body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).isEqualTo(answer);
    }

    @Test
    void key_mayHave255Characters_andNoMore() {
        assertThat(nils.post(PROJECT, body("K".repeat(255), "x")).status()).isEqualTo(201);
        assertThat(nils.post(PROJECT, body("K".repeat(256), "x")).text())
                .isEqualTo("{\"message\":{\"key\":[\"is too long (maximum is 255 characters)\"]}}");
    }

    @Test
    void twin_isRefused_butNotInAnotherScope() {
        assertThat(nils.post(PROJECT, body("A", "x")).status()).isEqualTo(201);

        assertThat(nils.post(PROJECT, body("A", "y")).text())
                .isEqualTo("{\"message\":{\"key\":[\"(A) has already been taken\"]}}");
        assertThat(nils.post(PROJECT, "{\"key\":\"A\",\"value\":\"y\",\"environment_scope\":\"prod\"}")
                        .status())
                .isEqualTo(201);
        assertThat(nils.get(PROJECT + "/A").status()).isEqualTo(409);
        assertThat(nils.get(PROJECT + "/A?filter%5Benvironment_scope%5D=prod")
                        .json()
                        .path("value")
                        .asText())
                .isEqualTo("y");
        assertThat(nils.get(PROJECT
                                + "/A?filter[environment_scope]=dev"
                                        .replace("[", "%5B")
                                        .replace("]", "%5D"))
                        .text())
                .isEqualTo("{\"message\":\"404 Variable Not Found\"}");
    }

    @Test
    void hidden_isHeldBack_keptHidden_andOnlyMadeByCreation() {
        var _ = nils.post(PROJECT, "{\"key\":\"H\",\"value\":\"hidden-value\",\"masked_and_hidden\":true}");

        assertThat(nils.get(PROJECT + "/H").json().path("value").isNull()).isTrue();
        assertThat(nils.put(PROJECT + "/H", "{\"masked\":false}").text())
                .contains("visibility setting cannot be changed");
        assertThat(nils.put(PROJECT + "/H", "{\"value\":\"other-value\"}").status())
                .isEqualTo(200);
        assertThat(api.projectVariables(20).getFirst().value()).isEqualTo("other-value");
        var _ = nils.post(PROJECT, body("V", "visible-value"));
        assertThat(nils.put(PROJECT + "/V", "{\"masked_and_hidden\":true,\"hidden\":true}")
                        .json()
                        .path("hidden")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void group_hidesByPresence_asLongAsItHasTheQuirk() {
        String wish = "{\"key\":\"%s\",\"value\":\"long-enough\",\"masked_and_hidden\":false}";

        assertThat(nils.post(GROUP, wish.formatted("A")).json().path("hidden").asBoolean())
                .isTrue();
        api.quirks(EnumSet.noneOf(Quirk.class));
        assertThat(nils.post(GROUP, wish.formatted("B")).json().path("hidden").asBoolean())
                .isFalse();
    }

    @Test
    void groupPut_goesToAnotherScope_asLongAsItHasTheQuirk() {
        var _ = nils.post(GROUP, "{\"key\":\"A\",\"value\":\"x\",\"environment_scope\":\"dev\"}");
        String elsewhere = GROUP + "/A?filter%5Benvironment_scope%5D=prod";

        assertThat(nils.put(elsewhere, "{\"value\":\"y\"}")
                        .json()
                        .path("environment_scope")
                        .asText())
                .isEqualTo("dev");
        api.quirks(EnumSet.noneOf(Quirk.class));
        assertThat(nils.put(elsewhere, "{\"value\":\"z\"}").text())
                .isEqualTo("{\"message\":\"404 GroupVariable Not Found\"}");
    }

    @Test
    void freeGroup_dropsTheScopeWithoutAWord() {
        api.tier(Tier.FREE);

        assertThat(nils.post(GROUP, "{\"key\":\"A\",\"value\":\"x\",\"environment_scope\":\"prod\"}")
                        .json()
                        .path("environment_scope")
                        .asText())
                .isEqualTo("*");
    }

    @Test
    void filter_isTakenFromQueryFormAndBody_alsoForDeletion() {
        for (String scope : new String[] {"a", "b", "c", "d"}) {
            var _ = nils.form("POST", PROJECT, "key=A&value=x&environment_scope=" + scope);
        }

        assertThat(nils.put(PROJECT + "/A", "{\"value\":\"y\",\"filter\":{\"environment_scope\":\"a\"}}")
                        .status())
                .isEqualTo(200);
        assertThat(nils.form("PUT", PROJECT + "/A", "value=y&filter[environment_scope]=b")
                        .status())
                .isEqualTo(200);
        assertThat(nils.form("DELETE", PROJECT + "/A", "filter[environment_scope]=c")
                        .status())
                .isEqualTo(204);
        assertThat(nils.delete(PROJECT + "/A?filter%5Benvironment_scope%5D=d").status())
                .isEqualTo(204);
        assertThat(api.projectVariables(20)).extracting(Variable::scope).containsExactly("a", "b");
        assertThat(api.projectVariables(20)).extracting(Variable::value).containsOnly("y");
    }

    @Test
    void pages_leadToEachOther_byLinkAndByHeaders() {
        for (int i = 0; i < 45; i++) {
            var _ = nils.post(PROJECT, body("K" + i, "x"));
        }

        Answer second = nils.get(PROJECT + "?page=2&per_page=20");

        assertThat(second.json()).hasSize(20);
        assertThat(second.header("X-Total")).isEqualTo("45");
        assertThat(second.header("X-Total-Pages")).isEqualTo("3");
        assertThat(second.header("X-Next-Page")).isEqualTo("3");
        assertThat(second.header("Link"))
                .contains("<" + gitlab.url() + PROJECT + "?page=3&per_page=20>; rel=\"next\"", "rel=\"last\"");
        assertThat(nils.get(PROJECT + "?per_page=1000").json()).hasSize(45);
        assertThat(nils.get(PROJECT).json()).hasSize(20);
    }

    @Test
    void counts_areLimited() {
        api.mostVariables(1);
        var _ = nils.post(PROJECT, body("A", "x"));

        assertThat(nils.post(PROJECT, body("B", "x")).text())
                .isEqualTo("{\"message\":{\"base\":[\"Maximum number of project ci variables (1) exceeded\"]}}");
    }

    @Test
    void tokens_areCheckedAsByGitLab() {
        assertThat(as("nonsense").get(PROJECT).text()).isEqualTo("{\"message\":\"401 Unauthorized\"}");
        assertThat(as(api.personalTokenUntil(LocalDate.parse("2026-03-01")))
                        .get(PROJECT)
                        .text())
                .contains("Token is expired.");
        String revoked = api.personalToken(GitLabApi.MAINTAINER, "api");
        api.revokeToken(revoked);
        assertThat(as(revoked).get(PROJECT).text()).contains("Token was revoked.");
        Client reader = as(api.personalToken(GitLabApi.MAINTAINER, "read_api"));
        assertThat(reader.get(PROJECT).status()).isEqualTo(200);
        assertThat(reader.post(PROJECT, body("A", "x")).text()).contains("insufficient_scope");
        assertThat(as(api.projectToken(20, 30, "api")).get(PROJECT).text())
                .isEqualTo("{\"message\":\"403 Forbidden\"}");
        assertThat(as(api.projectToken(20, 40, "api")).get(PROJECT).status()).isEqualTo(200);
        assertThat(as(api.projectToken(20, 40, "api"))
                        .get("/api/v4/projects/21/variables")
                        .text())
                .isEqualTo("{\"message\":\"404 Project Not Found\"}");
        assertThat(as(api.groupToken(72, 40, "api")).get(GROUP).status()).isEqualTo(403);
        assertThat(as(api.groupToken(72, 40, "api")).get(PROJECT).status()).isEqualTo(200);
    }

    @Test
    void refresh_endsBothOldTokens() {
        api.registerApplication("app", "app-secret", "https://claviger.example/back");
        String code = api.authorize("app", "https://claviger.example/back", null);
        String client = "&client_id=app&client_secret=app-secret&redirect_uri=https://claviger.example/back";
        var first = nils.form("POST", "/oauth/token", "grant_type=authorization_code&code=" + code + client)
                .json();
        String refresh = "grant_type=refresh_token&refresh_token="
                + first.path("refresh_token").asText() + client;

        var second = nils.form("POST", "/oauth/token", refresh).json();

        assertThat(as(first.path("access_token").asText()).get(PROJECT).status())
                .isEqualTo(401);
        assertThat(as(second.path("access_token").asText()).get(PROJECT).status())
                .isEqualTo(200);
        assertThat(nils.form("POST", "/oauth/token", refresh).text()).contains("invalid_grant");
        assertThat(nils.form(
                                "POST",
                                "/oauth/token",
                                "grant_type=refresh_token&refresh_token="
                                        + second.path("refresh_token").asText()
                                        + "&client_id=app&client_secret=app-secret&redirect_uri=https://elsewhere.example")
                        .text())
                .contains("invalid_grant");
    }

    @Test
    void readOnly_refusesWritesWithItsMessage() {
        api.maintenance(true);

        assertThat(nils.get(PROJECT).status()).isEqualTo(200);
        assertThat(nils.post(PROJECT, body("A", "x")).text())
                .isEqualTo("{\"message\":\"You cannot perform write operations on a read-only instance\"}");
    }

    @Test
    void tooManyCalls_arePlainText_withAndWithoutRetryAfter() {
        api.rateLimit(1, true);
        assertThat(nils.get(PROJECT).header("RateLimit-Remaining")).isEqualTo("0");

        Answer refused = nils.get(PROJECT);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).isEqualTo("Retry later\n");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        api.rateLimit(0, false);
        assertThat(nils.get(PROJECT).header("Retry-After")).isEmpty();
    }

    @Test
    void movedProject_isReadByTheNumber_andNotWritten() {
        api.addProject(91, "harbour/old-name");
        api.moveProject(91, "harbour/new-name");

        Answer read = nils.get("/api/v4/projects/harbour%2Fold-name/variables");
        assertThat(read.status()).isEqualTo(301);
        assertThat(read.header("Location")).isEqualTo(gitlab.url() + "/api/v4/projects/91/variables");
        assertThat(nils.post("/api/v4/projects/harbour%2Fold-name/variables", body("A", "x"))
                        .status())
                .isEqualTo(405);
        assertThat(nils.get("/api/v4/projects/harbour%2Fnew-name/variables").status())
                .isEqualTo(200);
    }

    @Test
    void faults_strikeTheChosenCall() {
        api.fail(Fault.answer("POST", "/variables", 2, 502, "<h1>502</h1>"));
        api.fail(Fault.dropAfter("POST", "/variables", 3));

        assertThat(nils.post(PROJECT, body("A", "x")).status()).isEqualTo(201);
        assertThat(nils.post(PROJECT, body("B", "x")).status()).isEqualTo(502);
        assertThatThrownBy(() -> nils.post(PROJECT, body("C", "x"))).isInstanceOf(UncheckedIOException.class);
        assertThat(api.projectVariables(20)).extracting(Variable::key).containsExactly("A", "C");
    }

    @Test
    void instanceVariables_areForTheAdministrator() {
        Client root = as(api.personalToken(GitLabApi.ADMINISTRATOR, "api"));
        String path = "/api/v4/admin/ci/variables";

        assertThat(nils.get(path).status()).isEqualTo(403);
        assertThat(root.post(path, body("A", "x")).json().has("environment_scope"))
                .isFalse();
        assertThat(root.post(path, body("B", "x".repeat(10_001))).text()).contains("10000 character limit");
    }

    @Test
    void pickers_showWhatTheTokenMay() {
        assertThat(nils.get("/api/v4/projects?membership=true&min_access_level=40")
                        .json())
                .hasSizeGreaterThan(1);
        assertThat(as(api.projectToken(20, 40, "api")).get("/api/v4/groups").json())
                .isEmpty();
        assertThat(nils.get("/api/v4/projects/20/environments?search=prod").json())
                .hasSize(1);
        assertThat(nils.get("/gitlab/api/v4/projects/20")
                        .json()
                        .path("path_with_namespace")
                        .asText())
                .isEqualTo("harbour/lighthouse");
    }

    @Test
    void changes_areAuditEvents() {
        var _ = nils.post(PROJECT, body("A", "x"));
        var _ = nils.delete(PROJECT + "/A");

        assertThat(nils.get("/api/v4/projects/20/audit_events").text())
                .contains("ci_variable_created", "ci_variable_deleted");
    }

    @Test
    void shellUsers_switchIt() {
        String token = nils.post("/simulator/gitlab/tokens", "{\"project_id\":20,\"access_level\":40}")
                .json()
                .path("token")
                .asText();
        var _ = nils.post("/simulator/gitlab/faults", "{\"method\":\"GET\",\"path\":\"/variables\",\"status\":503}");

        assertThat(as(token).get(PROJECT).status()).isEqualTo(503);
        assertThat(as(token).get(PROJECT).status()).isEqualTo(200);
    }

    private static Client as(String token) {
        return new Client(gitlab.url(), token);
    }

    private static String body(String key, String value) {
        return "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(key, value);
    }
}
