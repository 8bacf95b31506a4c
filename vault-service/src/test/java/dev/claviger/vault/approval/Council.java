package dev.claviger.vault.approval;

import static dev.claviger.testkit.JsonAt.valueAt;

import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import dev.claviger.vault.secret.Safe;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A project with people of whom two approve; the view of principals knows them all. */
final class Council {
    final Safe safe = Safe.fresh();
    final Person author = person("author", "member");
    final Person ann = person("ann", "member");
    final Person bob = person("bob", "member");
    final Person chief = person("chief", "admin");

    Person person(String name, String role) {
        return safe.joins(People.user(safe.orgId, name + "@example.org"), role);
    }

    /** A policy for this place with ann and bob as approvers, changed by what is given. */
    String policy(String place, Map<String, ?> changes) {
        return valueAt(post(place, changes).then().statusCode(200).extract(), "approval.id");
    }

    Response post(String place, Map<String, ?> changes) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("workspaceId", safe.projectId.toString());
        body.put("environment", place.substring(0, place.indexOf(':')));
        body.put("secretPath", place.substring(place.indexOf(':') + 1));
        body.put("approvers", List.of(byName(ann), byId(bob)));
        body.putAll(changes);
        return chief.sends(body).post("/api/v1/secret-approvals");
    }

    /** The author asks for another value of a secret of dev:/; returns the id of the request. */
    String proposes(String key, String value) {
        return proposes(author, key, value);
    }

    String proposes(Person person, String key, String value) {
        return valueAt(
                person.sends(safe.body("dev:/", Map.of("secretValue", value)))
                        .patch("/api/v4/secrets/" + key)
                        .then()
                        .statusCode(200)
                        .extract(),
                "approval.id");
    }

    Response reads(Person person, String id) {
        return person.calls().get("/api/v1/secret-approval-requests/" + id);
    }

    Response reviews(Person person, String id, String status) {
        return person.sends(Map.of("status", status)).post("/api/v1/secret-approval-requests/" + id + "/review");
    }

    Response merges(Person person, String id) {
        return merges(person, id, "");
    }

    Response merges(Person person, String id, String bypassReason) {
        return person.sends(Map.of("bypassReason", bypassReason))
                .post("/api/v1/secret-approval-requests/" + id + "/merge");
    }

    Response status(Person person, String id, String status) {
        return person.sends(Map.of("status", status)).post("/api/v1/secret-approval-requests/" + id + "/status");
    }

    static Map<String, String> byId(Person person) {
        return Map.of("type", "user", "id", person.id().toString(), "username", "");
    }

    Map<String, String> byName(Person person) {
        return Map.of("type", "user", "id", "", "username", nameOf(person));
    }

    private String nameOf(Person person) {
        return person.equals(ann) ? "Ann@example.org" : "bob@example.org";
    }
}
