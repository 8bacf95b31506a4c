package dev.claviger.auth.organization;

import static dev.claviger.auth.Org.rule;
import static dev.claviger.testkit.JsonAt.at;
import static org.hamcrest.Matchers.either;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of an organisation. */
@AuthServiceTest
class OrganizationResourceTest {
    private static final String ORGANIZATION = "/api/v1/organization/";

    @Test
    void change_answersTheOrganisation() {
        Org org = Org.create();
        String slug = "harbour-" + UUID.randomUUID();

        org.asAdmin()
                .body(Map.of("name", " Quay ", "slug", slug))
                .patch(ORGANIZATION + org.id())
                .then()
                .statusCode(200)
                .body(at("message", notNullValue()))
                .body(at("organization.name", equalTo("Quay")))
                .body(at("organization.slug", equalTo(slug)));
        org.asAdmin()
                .body("{\"name\":\"\"}")
                .patch(ORGANIZATION + org.id())
                .then()
                .statusCode(200)
                .body(at("organization.name", equalTo("Quay")));
        org.asAdmin()
                .get(ORGANIZATION + org.id())
                .then()
                .statusCode(200)
                .body(at("organization.id", equalTo(org.id().toString())))
                .body(at("organization.slug", equalTo(slug)))
                .body(at("organization.requireAudience", equalTo(false)))
                .body(at("organization.createdAt", notNullValue()));
    }

    @Test
    void requiredAudience_refusesLoginConfigurationsWithoutOne() {
        Org org = Org.create();
        String identity = org.identity();
        org.asAdmin()
                .body(Map.of("requireAudience", true))
                .patch(ORGANIZATION + org.id())
                .then()
                .statusCode(200)
                .body(at("organization.requireAudience", equalTo(true)));

        org.oidc(identity, "https://gitlab.example.com", Map.of("boundAudiences", ""))
                .then()
                .statusCode(400);
        org.oidc(identity, "https://gitlab.example.com", Map.of()).then().statusCode(200);
        org.asAdmin()
                .body(Map.of("boundAudiences", ""))
                .patch(Org.OIDC + "/identities/" + identity)
                .then()
                .statusCode(400);
    }

    @Test
    void settings_needTheirRights() {
        Org org = Org.create();
        String member = org.tokenOf("member");
        String reader = org.tokenWith(List.of(rule("settings", "read")));
        String nobody = org.tokenOf("no-access");

        Org.as(member).get(ORGANIZATION + org.id()).then().statusCode(200);
        Org.as(member)
                .body(Map.of("name", "x"))
                .patch(ORGANIZATION + org.id())
                .then()
                .statusCode(403);
        Org.as(reader).get(ORGANIZATION + org.id()).then().statusCode(200);
        Org.as(nobody).get(ORGANIZATION + org.id()).then().statusCode(403);
    }

    @Test
    void T16_othersDoNotExist() {
        Org org = Org.shared();
        Org other = Org.create();

        org.asAdmin().get(ORGANIZATION + other.id()).then().statusCode(404);
        org.asAdmin()
                .body(Map.of("name", "mine"))
                .patch(ORGANIZATION + other.id())
                .then()
                .statusCode(404);
        org.asAdmin()
                .body(Map.of("slug", other.id().toString()))
                .patch(ORGANIZATION + org.id())
                .then()
                .statusCode(400);
    }

    /** An instance keeps the organisation that it was set up with: its log, its keys and its people hang on it. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/organization/%s", "/api/v2/organizations/%s", "/api/x/organizations/%s"})
    void organisation_isDeletedByNobody(String route) {
        Org org = Org.shared();

        org.asAdmin()
                .delete(route.formatted(org.id()))
                .then()
                .statusCode(either(is(404)).or(is(405)));

        org.asAdmin().get(ORGANIZATION + org.id()).then().statusCode(200);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        Org org = Org.shared();

        org.asAdmin()
                .body(Map.of(field, value))
                .patch(ORGANIZATION + org.id())
                .then()
                .statusCode(422)
                .body(at("message[0].path[0]", equalTo(field)));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                arguments("name", "x".repeat(65)),
                arguments("slug", "two words"),
                arguments("slug", "x".repeat(65)),
                arguments("requireAudience", "yes"));
    }
}
