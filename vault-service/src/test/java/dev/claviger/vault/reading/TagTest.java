package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class TagTest {
    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().secret("dev:/", "A", "1").secret("dev:/", "B", "v${A}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/secrets/raw", "/api/v4/secrets", "/api/v3/secrets/raw/A", "/api/v4/secrets/A"})
    void knownAnswer_isNotSentAgain_butRecorded(String route) {
        Response first = safe.reads("dev:/").get(route);

        Response second = safe.reads("dev:/")
                .header("If-None-Match", first.header("ETag"))
                .get(route);

        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body().asByteArray()).isEmpty();
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(safe.events()).hasSize(4);
        assertThat(safe.events().getLast().getBoolean("data.metadata.notModified"))
                .isTrue();
        assertThat(safe.events().getLast().getList("data.secrets")).isEmpty();
        assertThat(safe.events().get(2).getList("data.secrets")).isNotEmpty();
    }

    @Test
    void sameContent_hasTheSameTagAndBytes() {
        Response first = safe.list("dev:/");
        safe.secret("prod:/", "ELSEWHERE", "x");
        Response second = safe.list("dev:/");

        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(second.asByteArray()).isEqualTo(first.asByteArray());
    }

    @Test
    void changedContent_hasAnotherTag_evenThroughAReference() {
        String before = safe.read("dev:/", "B").header("ETag");

        safe.update("dev:/", "A", Map.of("secretValue", "2"));

        Response after = safe.reads("dev:/").header("If-None-Match", before).get("/api/v4/secrets/B");
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.header("ETag")).isNotEqualTo(before);
        after.then().body(at("secret.secretValue", equalTo("v2")));
    }

    @Test
    void lessRights_makeAnotherTag() {
        String token = safe.ruled(Rules.allow("describeSecret"));

        Response masked = safe.reads(token, "dev:/")
                .header("If-None-Match", safe.list("dev:/").header("ETag"))
                .get("/api/v4/secrets");

        masked.then()
                .statusCode(200)
                .body(at("secrets.secretValue", equalTo(List.of("<hidden-by-infisical>", "<hidden-by-infisical>"))));
    }

    @Test
    void withdrawnRights_areRefusedBeforeAnyTag() {
        String token = safe.member("viewer");
        String tag = safe.reads(token, "dev:/").get("/api/v4/secrets").header("ETag");
        safe.sql("DELETE FROM membership WHERE project_id = ?", safe.projectId);
        safe.bump();

        safe.reads(token, "dev:/")
                .header("If-None-Match", tag)
                .get("/api/v4/secrets")
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\", %s", "W/%s", "*"})
    void header_mayNameSeveral(String header) {
        String tag = safe.list("dev:/").header("ETag");

        safe.reads("dev:/")
                .header("If-None-Match", header.formatted(tag))
                .get("/api/v4/secrets")
                .then()
                .statusCode(304);
    }

    @Test
    void equalContentOfAnotherProject_hasAnotherTag() {
        Safe other = Safe.fresh();
        other.folder("dev:/f");
        safe.folder("dev:/f");

        assertThat(other.list("dev:/f").header("ETag"))
                .isNotEqualTo(safe.list("dev:/f").header("ETag"));
    }
}
