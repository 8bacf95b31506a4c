package dev.claviger.auth.identity;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@AuthServiceTest
class IdentityResourceTest {
    private static final String UUID_4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    private final Org org = Org.shared();

    @Test
    void create_answersTheIdentity() {
        Response created = org.asAdmin()
                .body(Map.of(
                        "name",
                        " deploy ",
                        "organizationId",
                        org.id().toString(),
                        "role",
                        "member",
                        "hasDeleteProtection",
                        true,
                        "metadata",
                        List.of(Map.of("key", "team", "value", "blue")),
                        "organizationSlug",
                        "ignored"))
                .post(Org.IDENTITIES);

        created.then()
                .statusCode(200)
                .body(at("identity.name", equalTo("deploy")))
                .body(at("identity.orgId", equalTo(org.id().toString())))
                .body(at("identity.hasDeleteProtection", equalTo(true)))
                .body(at("identity.authMethods", empty()))
                .body(at("identity.metadata[0].id", notNullValue()))
                .body(at("identity.metadata[0].key", equalTo("team")))
                .body(at("identity.metadata[0].value", equalTo("blue")))
                .body(at("identity.createdAt", notNullValue()))
                .body(at("identity.updatedAt", notNullValue()));
        assertThat(created.<String>path("identity.id")).matches(UUID_4);
    }

    @Test
    void create_takesDefaults() {
        String id = valueAt(
                org.asAdmin()
                        .body(Map.of("name", "plain", "role", "", "organizationId", ""))
                        .post(Org.IDENTITIES),
                "identity.id");

        org.asAdmin()
                .get(Org.IDENTITIES + "/" + id)
                .then()
                .body(at("identity.role", equalTo("no-access")))
                .body(at("identity.identity.hasDeleteProtection", equalTo(false)));
    }

    @Test
    void read_wrapsTheIdentityInItsMembership() {
        String id = org.identity("member");

        org.asAdmin()
                .get(Org.IDENTITIES + "/" + id)
                .then()
                .statusCode(200)
                .body(at("identity.id", notNullValue()))
                .body(at("identity.role", equalTo("member")))
                .body(at("identity.roleId", nullValue()))
                .body(at("identity.orgId", equalTo(org.id().toString())))
                .body(at("identity.identityId", equalTo(id)))
                .body(at("identity.metadata", empty()))
                .body(at("identity.identity.id", equalTo(id)))
                .body(at("identity.identity.name", equalTo("pipeline")))
                .body(at("identity.identity.authMethods", empty()));
    }

    @Test
    void authMethods_nameWhatIsAttached() {
        String id = org.identity();
        var _ = org.universal(id, Map.of());
        org.oidc(id, "https://gitlab.example.com", Map.of()).then().statusCode(200);

        org.asAdmin()
                .get(Org.IDENTITIES + "/" + id)
                .then()
                .body(at("identity.identity.authMethods", containsInAnyOrder("universal-auth", "oidc-auth")));
    }

    @Test
    void update_changesOnlyWhatIsGiven() {
        String id = org.identity("member");

        org.asAdmin()
                .body(Map.of("name", "renamed", "metadata", List.of(Map.of("key", "a", "value", ""))))
                .patch(Org.IDENTITIES + "/" + id)
                .then()
                .statusCode(200)
                .body(at("identity.id", equalTo(id)))
                .body(at("identity.name", equalTo("renamed")))
                .body(at("identity.metadata", hasSize(1)));
        org.asAdmin()
                .body("{\"name\":\"\",\"role\":null}")
                .patch(Org.IDENTITIES + "/" + id)
                .then()
                .statusCode(200)
                .body(at("identity.name", equalTo("renamed")))
                .body(at("identity.metadata", hasSize(1)));
        org.asAdmin().get(Org.IDENTITIES + "/" + id).then().body(at("identity.role", equalTo("member")));
    }

    @Test
    void delete_removesIt_unlessProtected() {
        String id = org.identity();
        org.asAdmin().body(Map.of("hasDeleteProtection", true)).patch(Org.IDENTITIES + "/" + id);

        org.asAdmin().delete(Org.IDENTITIES + "/" + id).then().statusCode(400);
        org.asAdmin().body(Map.of("hasDeleteProtection", false)).patch(Org.IDENTITIES + "/" + id);
        org.asAdmin().delete(Org.IDENTITIES + "/" + id).then().statusCode(200).body(at("identity.id", equalTo(id)));
        org.asAdmin().get(Org.IDENTITIES + "/" + id).then().statusCode(404).body(at("error", equalTo("NotFound")));
    }

    @Test
    void listAndSearch_findByNameAndRole() {
        Org own = Org.create();
        named(own, "Build runner", "member");
        named(own, "deploy-prod", "no-access");
        named(own, "deploy_test%", "no-access");

        own.asAdmin()
                .get(Org.IDENTITIES + "?orgId=" + own.id())
                .then()
                .statusCode(200)
                .body(at("totalCount", equalTo(4)))
                .body(at("identities", hasSize(4)));
        own.asAdmin()
                .get(Org.IDENTITIES + "?orgId=&limit=1&offset=1")
                .then()
                .body(at("totalCount", equalTo(4)))
                .body(at("identities", hasSize(1)));
        search(own, Map.of("name", Map.of("$contains", "DEPLOY")), 2);
        search(own, Map.of("name", Map.of("$contains", "%")), 1);
        search(own, Map.of("name", Map.of("$contains", "_")), 1);
        search(own, Map.of("name", "deploy-prod"), 1);
        search(own, Map.of("name", Map.of("$in", List.of("deploy-prod", "Build runner"))), 2);
        search(own, Map.of("name", Map.of("$contains", "deploy"), "role", Map.of("$eq", "member")), 0);
        search(own, Map.of("role", "no-access"), 2);
        own.asAdmin()
                .body(Map.of("orderBy", "name", "orderDirection", "desc", "limit", 2))
                .post(Org.IDENTITIES + "/search")
                .then()
                .body(at("identities.identity.name", equalTo(List.of("deploy_test%", "deploy-prod"))));
    }

    @Test
    void details_nameTheOrganisation() {
        Org.as(org.tokenOf("no-access"))
                .get(Org.IDENTITIES + "/details")
                .then()
                .statusCode(200)
                .body(at("identityDetails.organization.id", equalTo(org.id().toString())))
                .body(at("identityDetails.organization.name", equalTo("Harbour")))
                .body(at("identityDetails.organization.slug", equalTo(org.id().toString())));
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        Map<String, Object> body = new java.util.HashMap<>(Map.of("name", "pipeline"));
        body.put(field, value);

        org.asAdmin()
                .body(body)
                .post(Org.IDENTITIES)
                .then()
                .statusCode(422)
                .body(at("message[0].path[0]", equalTo(field)));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                arguments("name", ""),
                arguments("name", "   "),
                arguments("name", "x".repeat(256)),
                arguments("name", "a\u0000b"),
                arguments("name", 7),
                arguments("role", "owner"),
                arguments("organizationId", "nonsense"),
                arguments("hasDeleteProtection", "yes"),
                arguments("metadata", List.of(Map.of("value", "x"))),
                arguments("metadata", List.of(Map.of("key", "a", "value", "1"), Map.of("key", "a", "value", "2"))));
    }

    @Test
    void brokenRequests_getTheDocumentedErrors() {
        org.asAdmin()
                .body("{\"name\":")
                .post(Org.IDENTITIES)
                .then()
                .statusCode(400)
                .body(at("error", equalTo("BadRequest")));
        org.asAdmin().body("[]").post(Org.IDENTITIES).then().statusCode(400);
        org.asAdmin().post(Org.IDENTITIES).then().statusCode(422);
        org.asAdmin().get(Org.IDENTITIES + "/nonsense").then().statusCode(422);
        org.asAdmin().get(Org.IDENTITIES + "?limit=many").then().statusCode(422);
        org.asAdmin().get(Org.IDENTITIES + "?limit=0").then().statusCode(422);
        org.asAdmin()
                .body(Map.of("orderBy", "id; DROP TABLE identity"))
                .post(Org.IDENTITIES + "/search")
                .then()
                .statusCode(422);
        org.asAdmin()
                .body(Map.of("search", Map.of("name", List.of())))
                .post(Org.IDENTITIES + "/search")
                .then()
                .statusCode(422);
        for (Map<String, ?> search : List.of(
                Map.of("name", "a\u0000b"),
                Map.of("name", Map.of("$eq", "a\u0000b")),
                Map.of("name", Map.of("$in", List.of("a", "a\u0000b"))),
                Map.of("name", Map.of("$contains", "a\u0000b")),
                Map.of("role", "a\u0000b"))) {
            org.asAdmin()
                    .body(Map.of("search", search))
                    .post(Org.IDENTITIES + "/search")
                    .then()
                    .statusCode(422);
        }
    }

    @Test
    void T16_identitiesOfOthersDoNotExist() {
        Org other = Org.create();
        String foreign = other.identity();

        org.asAdmin().get(Org.IDENTITIES + "/" + foreign).then().statusCode(404);
        org.asAdmin()
                .body(Map.of("name", "mine"))
                .patch(Org.IDENTITIES + "/" + foreign)
                .then()
                .statusCode(404);
        org.asAdmin().delete(Org.IDENTITIES + "/" + foreign).then().statusCode(404);
        org.asAdmin().get(Org.IDENTITIES + "?orgId=" + other.id()).then().statusCode(404);
        org.asAdmin()
                .body(Map.of("name", "x", "organizationId", other.id().toString()))
                .post(Org.IDENTITIES)
                .then()
                .statusCode(404);
        org.asAdmin()
                .body("{}")
                .post(Org.UNIVERSAL + "/identities/" + foreign)
                .then()
                .statusCode(404);
        org.asAdmin().get(Org.UNIVERSAL + "/identities/" + foreign).then().statusCode(404);
        org.asAdmin()
                .body("{}")
                .post(Org.UNIVERSAL + "/identities/" + foreign + "/client-secrets")
                .then()
                .statusCode(404);
        org.asAdmin()
                .post(Org.UNIVERSAL + "/identities/" + foreign + "/clear-lockouts")
                .then()
                .statusCode(404);
        org.oidc(foreign, "https://gitlab.example.com", Map.of()).then().statusCode(404);
        org.asAdmin().get(Org.OIDC + "/identities/" + foreign).then().statusCode(404);
        org.asAdmin().delete(Org.OIDC + "/identities/" + foreign).then().statusCode(404);
        org.asAdmin().get(Org.IDENTITIES + "/" + UUID.randomUUID()).then().statusCode(404);
        other.asAdmin()
                .get(Org.IDENTITIES + "/" + foreign)
                .then()
                .body(at("identity.identity.name", equalTo("pipeline")));
    }

    private static void search(Org org, Map<String, ?> search, int expected) {
        org.asAdmin()
                .body(Map.of("search", search))
                .post(Org.IDENTITIES + "/search")
                .then()
                .statusCode(200)
                .body(at("totalCount", equalTo(expected)))
                .body(at("identities", hasSize(expected)));
    }

    private static void named(Org org, String name, String role) {
        org.asAdmin()
                .body(Map.of("name", name, "role", role))
                .post(Org.IDENTITIES)
                .then()
                .statusCode(200);
    }
}
