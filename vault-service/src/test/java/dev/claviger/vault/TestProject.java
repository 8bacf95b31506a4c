package dev.claviger.vault;

import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;

/** A project of a test's own, with the default environments; whoever created it administers it. */
public record TestProject(String id, String slug, Person admin) {

    public static TestProject fresh() {
        return by(Person.alone());
    }

    public static TestProject by(Person creator) {
        ValidatableResponse created = creator.sends(Map.of("projectName", "Payments"))
                .post("/api/v1/projects")
                .then()
                .statusCode(200);
        return new TestProject(
                created.extract().path("project.id"), created.extract().path("project.slug"), creator);
    }

    public UUID uuid() {
        return UUID.fromString(id);
    }
}
