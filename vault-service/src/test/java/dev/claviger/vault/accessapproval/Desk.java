package dev.claviger.vault.accessapproval;

import static dev.claviger.testkit.JsonAt.valueAt;

import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import dev.claviger.vault.secret.Safe;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A project with somebody who may do nothing there, two who approve and an administrator; the view of principals knows them all. */
final class Desk {
    static final String POLICIES = "/api/v1/access-approvals/policies";
    static final String REQUESTS = "/api/v1/access-approvals/requests";

    final Safe safe = Safe.fresh();
    final Person asker = person("asker", "no-access");
    final Person ann = person("ann", "member");
    final Person bob = person("bob", "member");
    final Person chief = person("chief", "admin");

    Person person(String name, String role) {
        return safe.joins(People.user(safe.orgId, name + "@example.org"), role);
    }

    /** A policy for this place with ann and bob as approvers, changed by what is given; returns its id. */
    String policy(String place, Map<String, ?> changes) {
        return valueAt(post(chief, place, changes).then().statusCode(200).extract(), "approval.id");
    }

    Response post(Person maker, String place, Map<String, ?> changes) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("projectSlug", safe.slug);
        body.put("environment", place.substring(0, place.indexOf(':')));
        body.put("secretPath", place.substring(place.indexOf(':') + 1));
        body.put("approvers", List.of(named(ann), named(bob)));
        body.putAll(changes);
        return maker.sends(body).post(POLICIES);
    }

    void patch(String policy, Map<String, ?> changes) {
        chief.sends(changes).patch(POLICIES + "/" + policy).then().statusCode(200);
    }

    /** The asker wants to read the values of this place for good; returns the id of the request. */
    String asks(String place) {
        return valueAt(
                asks(asker, reading(place), Map.of()).then().statusCode(200).extract(), "approval.id");
    }

    Response asks(Person person, Map<String, ?> rule, Map<String, ?> more) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("permissions", List.of(rule));
        return person.sends(body).queryParam("projectSlug", safe.slug).post(REQUESTS);
    }

    Response reviews(Person person, String id, String status) {
        return reviews(person, id, status, "");
    }

    Response reviews(Person person, String id, String status, String bypassReason) {
        return person.sends(Map.of("status", status, "bypassReason", bypassReason))
                .post(REQUESTS + "/" + id + "/review");
    }

    Response list(Person person) {
        return person.calls().queryParam("projectSlug", safe.slug).get(REQUESTS);
    }

    /** The status with which the asker reads the secret KEY there. */
    int read(String place) {
        return safe.reads(asker.token(), place).get("/api/v4/secrets/KEY").statusCode();
    }

    int privileges() {
        return safe.count(
                "SELECT count(*) FROM additional_privilege v JOIN membership m ON m.id = v.membership_id WHERE m.actor_id = ?",
                asker.id());
    }

    static Map<String, Object> reading(String place) {
        return Map.of(
                "subject",
                "secrets",
                "action",
                List.of("describeSecret", "readValue"),
                "conditions",
                Map.of(
                        "environment",
                        place.substring(0, place.indexOf(':')),
                        "secretPath",
                        Map.of("$glob", place.substring(place.indexOf(':') + 1))));
    }

    static Map<String, Object> named(Person person) {
        return Map.of("type", "user", "id", person.id().toString(), "username", "");
    }

    static Map<String, Object> named(Person person, int sequence) {
        return Map.of("type", "user", "id", person.id().toString(), "sequence", sequence);
    }
}
