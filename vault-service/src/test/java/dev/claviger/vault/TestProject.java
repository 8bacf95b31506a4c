package dev.claviger.vault;

import static dev.claviger.testkit.JsonAt.valueAt;

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
                valueAt(created.extract(), "project.id"), valueAt(created.extract(), "project.slug"), creator);
    }

    /** Takes somebody of the same organisation in, with that role. */
    public Person member(String role) {
        Person person = Person.in(admin.orgId());
        admin.sends(Map.of("role", role))
                .post("/api/v2/workspace/%s/identity-memberships/%s".formatted(id, person.id()))
                .then()
                .statusCode(200);
        return person;
    }

    /** The id of one of its environments. */
    public String environment(String wanted) {
        return valueAt(
                admin.calls()
                        .get("/api/v1/projects/%s/environments/slug/%s".formatted(id, wanted))
                        .then()
                        .statusCode(200)
                        .extract(),
                "environment.id");
    }

    /** Makes a folder there and returns its id. */
    public String folder(String environment, String parent, String name) {
        return valueAt(
                admin.sends(Map.of("projectId", id, "environment", environment, "path", parent, "name", name))
                        .post("/api/v2/folders")
                        .then()
                        .statusCode(200)
                        .extract(),
                "folder.id");
    }

    /** Makes a folder there that needs no further mention. */
    public void makeFolder(String environment, String parent, String name) {
        var _ = folder(environment, parent, name);
    }

    public UUID uuid() {
        return UUID.fromString(id);
    }
}
