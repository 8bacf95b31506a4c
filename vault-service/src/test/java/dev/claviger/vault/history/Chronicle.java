package dev.claviger.vault.history;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.hamcrest.Matchers.equalTo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.vault.secret.Safe;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A safe and the questions that tests of history ask it. */
record Chronicle(Safe safe) {

    /** The ids of the commits of a folder, newest first. */
    List<String> commits(String place) {
        return valueAt(list(place).then().statusCode(200).extract(), "commits.id");
    }

    /** The newest commit of a folder. */
    String head(String place) {
        return commits(place).getFirst();
    }

    Response list(String place) {
        return in(place).get("/api/v1/pit/commits");
    }

    private io.restassured.specification.RequestSpecification in(String place) {
        return safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", environment(place))
                .queryParam("path", path(place));
    }

    Response count(String place) {
        return in(place).get("/api/v1/pit/commits/count");
    }

    String folderId(String place) {
        return valueAt(count(place).then().statusCode(200).extract(), "folderId");
    }

    Response changes(String commit) {
        return safe.asAdmin().queryParam("projectId", safe.projectId).get("/api/v1/pit/commits/" + commit + "/changes");
    }

    Response compare(String commit, String place, boolean deep) {
        return safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParam("folderId", folderId(place))
                .queryParam("environment", environment(place))
                .queryParam("deepRollback", deep)
                .get("/api/v1/pit/commits/" + commit + "/compare");
    }

    Response compare(String place, String from, String to) {
        return in(place).queryParam("from", from).queryParam("to", to).get("/api/x/history/compare");
    }

    @CanIgnoreReturnValue
    Response rollBack(String commit, String place, boolean deep) {
        return safe.asAdmin().body(rollback(place, deep)).post("/api/v1/pit/commits/" + commit + "/rollback");
    }

    Map<String, Object> rollback(String place, boolean deep) {
        return Map.of(
                "projectId",
                safe.projectId.toString(),
                "folderId",
                folderId(place),
                "environment",
                environment(place),
                "deepRollback",
                deep);
    }

    Response revert(String commit) {
        return safe.asAdmin()
                .body(Map.of("projectId", safe.projectId.toString()))
                .post("/api/v1/pit/commits/" + commit + "/revert");
    }

    Response deleted(String place) {
        return in(place).get("/api/x/deleted-secrets");
    }

    Response restore(String secretId) {
        return safe.asAdmin()
                .body(Map.of("projectId", safe.projectId.toString()))
                .post("/api/x/deleted-secrets/" + secretId + "/restore");
    }

    Response destroy(String secretId) {
        return safe.asAdmin().queryParam("projectId", safe.projectId).delete("/api/x/deleted-secrets/" + secretId);
    }

    Response versions(String secretId) {
        return safe.asAdmin().get("/api/v1/secret/" + secretId + "/secret-versions");
    }

    /** The id of a secret that is there. */
    String id(String place, String key) {
        return valueAt(safe.read(place, key).then().statusCode(200).extract(), "secret.id");
    }

    /** What a folder shows: keys and values. */
    Map<String, String> content(String place) {
        List<Map<String, Object>> secrets =
                valueAt(safe.list(place).then().statusCode(200).extract(), "secrets");
        Map<String, String> content = new LinkedHashMap<>();
        secrets.forEach(secret ->
                content.put(String.valueOf(secret.get("secretKey")), String.valueOf(secret.get("secretValue"))));
        return content;
    }

    /** Creates a folder through the API. */
    @CanIgnoreReturnValue
    Chronicle folder(String parent, String name) {
        safe.asAdmin()
                .body(Map.of(
                        "projectId", safe.projectId.toString(),
                        "environment", environment(parent),
                        "path", path(parent),
                        "name", name))
                .post("/api/v2/folders")
                .then()
                .statusCode(200)
                .body(at("folder.name", equalTo(name)));
        return this;
    }

    @CanIgnoreReturnValue
    Response renameFolder(String parent, String name, String newName) {
        return safe.asAdmin()
                .body(Map.of(
                        "projectId", safe.projectId.toString(),
                        "environment", environment(parent),
                        "path", path(parent),
                        "name", newName))
                .patch("/api/v2/folders/" + name);
    }

    @CanIgnoreReturnValue
    Response deleteFolder(String parent, String name) {
        return safe.asAdmin()
                .body(Map.of(
                        "projectId", safe.projectId.toString(),
                        "environment", environment(parent),
                        "path", path(parent)))
                .delete("/api/v2/folders/" + name);
    }

    @CanIgnoreReturnValue
    Response move(String from, String to, String... ids) {
        return safe.asAdmin()
                .body(Map.of(
                        "projectId", safe.projectId.toString(),
                        "sourceEnvironment", environment(from),
                        "sourceSecretPath", path(from),
                        "destinationEnvironment", environment(to),
                        "destinationSecretPath", path(to),
                        "secretIds", List.of(ids),
                        "shouldOverwrite", true))
                .post("/api/v4/secrets/move");
    }

    static String unknownId() {
        return UUID.randomUUID().toString();
    }

    private static String environment(String place) {
        return place.substring(0, place.indexOf(':'));
    }

    private static String path(String place) {
        return place.substring(place.indexOf(':') + 1);
    }
}
