package dev.claviger.vault;

import dev.claviger.testkit.TestTokens;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;

/** Somebody with an access token. Everybody has an organisation of their own unless told otherwise. */
public record Person(UUID id, UUID orgId, String token) {

    /** A machine identity, ordinary member of a new organisation. */
    public static Person alone() {
        return in(UUID.randomUUID());
    }

    /** A machine identity, ordinary member of that organisation. */
    public static Person in(UUID orgId) {
        return withOrgRole(orgId, "member");
    }

    public static Person withOrgRole(UUID orgId, String role) {
        UUID id = UUID.randomUUID();
        String token =
                TestTokens.identity().identityId(id).orgId(orgId).orgRole(role).make();
        return new Person(id, orgId, token);
    }

    /** Begins a request with a JSON body as this person. */
    public RequestSpecification calls() {
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .header("Authorization", "Bearer " + token);
    }

    /** Begins a request with that body. */
    public RequestSpecification sends(Object body) {
        return calls().body(body);
    }
}
