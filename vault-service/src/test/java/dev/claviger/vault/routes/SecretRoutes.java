package dev.claviger.vault.routes;

import static dev.claviger.vault.routes.SecretRoute.Manner.ID;
import static dev.claviger.vault.routes.SecretRoute.Manner.LIST;
import static dev.claviger.vault.routes.SecretRoute.Manner.NAME;
import static dev.claviger.vault.routes.SecretRoute.Manner.NONE;
import static dev.claviger.vault.routes.SecretRoute.Manner.PLACE;
import static dev.claviger.vault.routes.SecretRoute.Sight.KEY;
import static dev.claviger.vault.routes.SecretRoute.Sight.NOTHING;
import static dev.claviger.vault.routes.SecretRoute.Sight.VALUE;

import dev.claviger.vault.routes.SecretRoute.Manner;
import dev.claviger.vault.routes.SecretRoute.Sight;
import java.util.List;
import java.util.stream.Stream;

/** All routes that show or change secrets. */
final class SecretRoutes {
    private static final String PLACE_QUERY = "projectId=<project>&environment=dev&secretPath=<path>";
    private static final String PLACE_OF_V3 = "workspaceId=<project>&environment=dev&secretPath=<path>";
    private static final String FOLDER_QUERY = "projectId=<project>&environment=dev&path=<path>";
    private static final String IN_PLACE =
            "\"projectId\":\"<project>\",\"environment\":\"dev\",\"secretPath\":\"<path>\"";
    private static final String ONE = "{" + IN_PLACE + ",\"secretValue\":\"planted-value-new\"}";
    private static final String MANY =
            "{" + IN_PLACE + ",\"secrets\":[{\"secretKey\":\"<key>\",\"secretValue\":\"planted-value-new\"}]}";
    private static final String FRESH =
            "{" + IN_PLACE + ",\"secrets\":[{\"secretKey\":\"FRESH\",\"secretValue\":\"planted-value-new\"}]}";
    private static final String HANDLES = "{" + IN_PLACE + ",\"secrets\":[{\"secretKey\":\"<key>\"}]}";
    private static final String RENAMING = "{\"secretKey\":\"<key>\",\"secretValue\":\"planted-value-new\"}";
    private static final String TAGGING = "{" + IN_PLACE + ",\"tagSlugs\":[\"mark\"]}";
    private static final String MOVE = "{\"projectId\":\"<project>\",\"sourceEnvironment\":\"dev\","
            + "\"sourceSecretPath\":\"<path>\",\"destinationEnvironment\":\"prod\",\"destinationSecretPath\":\"/\","
            + "\"secretIds\":[\"<secret>\"]}";
    private static final String PROJECT = "{\"projectId\":\"<project>\"}";
    private static final String QUESTION = "{" + IN_PLACE + ",\"secretName\":\"<key>\"}";

    private SecretRoutes() {}

    static List<SecretRoute> all() {
        return Stream.of(reads(), writes(), past(), other())
                .flatMap(List::stream)
                .toList();
    }

    private static List<SecretRoute> reads() {
        return List.of(
                get("/api/v3/secrets/raw", "/api/v3/secrets/raw?" + PLACE_OF_V3, VALUE, 200, 403, LIST),
                get("/api/v4/secrets", "/api/v4/secrets?" + PLACE_QUERY, VALUE, 200, 403, LIST),
                get(
                        "/api/v1/secret-imports/secrets/raw",
                        "/api/v1/secret-imports/secrets/raw?workspaceId=<project>&environment=prod&path=<path>",
                        VALUE,
                        200,
                        403,
                        LIST),
                get(
                        "/api/v2/secret-imports/secrets",
                        "/api/v2/secret-imports/secrets?projectId=<project>&environment=prod&path=<path>",
                        VALUE,
                        200,
                        403,
                        LIST),
                get("/api/v3/secrets/raw/{name}", "/api/v3/secrets/raw/<key>?" + PLACE_OF_V3, VALUE, 403, 403, NAME),
                get("/api/v4/secrets/{name}", "/api/v4/secrets/<key>?" + PLACE_QUERY, VALUE, 403, 403, NAME),
                get("/api/v3/secrets/raw/id/{id}", "/api/v3/secrets/raw/id/<secret>", VALUE, 403, 403, ID),
                get("/api/v4/secrets/id/{id}", "/api/v4/secrets/id/<secret>", VALUE, 403, 403, ID),
                get(
                        "/api/v1/secret/{secretId}/secret-versions",
                        "/api/v1/secret/<secret>/secret-versions",
                        VALUE,
                        200,
                        403,
                        ID),
                get("/v1/{mount}/data/{path}", "/v1/<project>/data/dev<path>/<key>", VALUE, 403, 403, NAME),
                get("/v1/{mount}/{path}", "/v1/<project>/dev<path>", VALUE, 403, 403, PLACE),
                get("/api/x/export", "/api/x/export?format=json&" + PLACE_QUERY, VALUE, 403, 403, LIST),
                get(
                        "/api/v3/secrets/raw/{name}/secret-reference-tree",
                        "/api/v3/secrets/raw/<key>/secret-reference-tree?" + PLACE_QUERY,
                        KEY,
                        403,
                        403,
                        NAME),
                get(
                        "/api/v4/secrets/{name}/secret-reference-tree",
                        "/api/v4/secrets/<key>/secret-reference-tree?" + PLACE_QUERY,
                        KEY,
                        403,
                        403,
                        NAME),
                get(
                        "/api/v4/secrets/{name}/secret-references",
                        "/api/v4/secrets/<key>/secret-references?" + PLACE_QUERY,
                        NOTHING,
                        200,
                        403,
                        NAME),
                get("/api/x/folder-references", "/api/x/folder-references?" + PLACE_QUERY, NOTHING, 200, 403, PLACE));
    }

    private static List<SecretRoute> writes() {
        return List.of(
                write("POST /api/v3/secrets/raw/{name}", "/api/v3/secrets/raw/FRESH", ONE, VALUE, NONE),
                write("POST /api/v4/secrets/{name}", "/api/v4/secrets/FRESH", ONE, VALUE, NONE),
                write("PATCH /api/v3/secrets/raw/{name}", "/api/v3/secrets/raw/<key>", ONE, VALUE, NAME),
                write("PATCH /api/v4/secrets/{name}", "/api/v4/secrets/<key>", ONE, VALUE, NAME),
                write("DELETE /api/v3/secrets/raw/{name}", "/api/v3/secrets/raw/<key>", ONE, VALUE, NAME),
                write("DELETE /api/v4/secrets/{name}", "/api/v4/secrets/<key>", ONE, VALUE, NAME),
                write("POST /api/v3/secrets/tags/{name}", "/api/v3/secrets/tags/<key>", TAGGING, VALUE, NAME),
                write("DELETE /api/v3/secrets/tags/{name}", "/api/v3/secrets/tags/<key>", TAGGING, VALUE, NAME),
                write("POST /api/v3/secrets/batch/raw", "/api/v3/secrets/batch/raw", FRESH, VALUE, NONE),
                write("POST /api/v4/secrets/batch", "/api/v4/secrets/batch", FRESH, VALUE, NONE),
                write("PATCH /api/v3/secrets/batch/raw", "/api/v3/secrets/batch/raw", MANY, VALUE, NAME),
                write("PATCH /api/v4/secrets/batch", "/api/v4/secrets/batch", MANY, VALUE, NAME),
                write("DELETE /api/v3/secrets/batch/raw", "/api/v3/secrets/batch/raw", HANDLES, VALUE, NAME),
                write("DELETE /api/v4/secrets/batch", "/api/v4/secrets/batch", HANDLES, VALUE, NAME),
                write("POST /api/v3/secrets/move", "/api/v3/secrets/move", MOVE, NOTHING, ID),
                write("POST /api/v4/secrets/move", "/api/v4/secrets/move", MOVE, NOTHING, ID),
                write(
                        "POST /api/v1/pit/batch/commit",
                        "/api/v1/pit/batch/commit",
                        "{" + IN_PLACE + ",\"changes\":{\"secrets\":{\"update\":[" + RENAMING + "]}}}",
                        NOTHING,
                        NAME),
                write(
                        "POST /api/x/import/{format}",
                        "/api/x/import/json?mode=overwrite&" + PLACE_QUERY,
                        "{\"<key>\":\"planted-value-new\"}",
                        KEY,
                        PLACE));
    }

    private static List<SecretRoute> past() {
        return List.of(
                get("/api/v1/pit/commits/count", "/api/v1/pit/commits/count?" + FOLDER_QUERY, NOTHING, 200, 200, PLACE),
                get("/api/v1/pit/commits", "/api/v1/pit/commits?" + FOLDER_QUERY, NOTHING, 200, 200, PLACE),
                get(
                        "/api/v1/pit/commits/{id}/changes",
                        "/api/v1/pit/commits/<commit>/changes?projectId=<project>",
                        VALUE,
                        200,
                        200,
                        ID),
                get(
                        "/api/v1/pit/commits/{id}",
                        "/api/v1/pit/commits/<commit>?projectId=<project>&folderId=<folder>",
                        KEY,
                        200,
                        200,
                        ID),
                get(
                        "/api/v1/pit/commits/{id}/compare",
                        "/api/v1/pit/commits/<commit>/compare?projectId=<project>&folderId=<folder>",
                        VALUE,
                        200,
                        200,
                        ID),
                get(
                        "/api/x/history/compare",
                        "/api/x/history/compare?from=<commit>&to=now&" + FOLDER_QUERY,
                        VALUE,
                        200,
                        200,
                        PLACE),
                write(
                        "POST /api/v1/pit/commits/{id}/rollback",
                        "/api/v1/pit/commits/<commit>/rollback",
                        "{\"projectId\":\"<project>\",\"folderId\":\"<folder>\",\"environment\":\"dev\"}",
                        NOTHING,
                        ID),
                write(
                        "POST /api/v1/pit/commits/{id}/revert",
                        "/api/v1/pit/commits/<latest>/revert",
                        PROJECT,
                        NOTHING,
                        ID),
                get("/api/v1/secret-snapshot/{id}", "/api/v1/secret-snapshot/<commit>", VALUE, 200, 200, ID),
                write(
                        "POST /api/v1/secret-snapshot/{id}/rollback",
                        "/api/v1/secret-snapshot/<commit>/rollback",
                        "",
                        NOTHING,
                        ID),
                get(
                        "/api/v1/workspace/{id}/secret-snapshots",
                        "/api/v1/workspace/<project>/secret-snapshots?environment=dev&path=<path>",
                        NOTHING,
                        200,
                        200,
                        PLACE),
                get(
                        "/api/v1/workspace/{id}/secret-snapshots/count",
                        "/api/v1/workspace/<project>/secret-snapshots/count?environment=dev&path=<path>",
                        NOTHING,
                        200,
                        200,
                        PLACE),
                get("/api/x/deleted-secrets", "/api/x/deleted-secrets?" + FOLDER_QUERY, KEY, 200, 403, PLACE),
                new SecretRoute(
                        "POST /api/x/deleted-secrets/{id}/restore",
                        "/api/x/deleted-secrets/<gone>/restore",
                        PROJECT,
                        KEY,
                        403,
                        404,
                        ID),
                new SecretRoute(
                        "DELETE /api/x/deleted-secrets/{id}",
                        "/api/x/deleted-secrets/<gone>?projectId=<project>",
                        "",
                        KEY,
                        403,
                        404,
                        ID),
                new SecretRoute(
                        "DELETE /api/v2/secret-versions/{versionId}/redact-value",
                        "/api/v2/secret-versions/<version>/redact-value",
                        "",
                        KEY,
                        403,
                        404,
                        ID));
    }

    /** Those that tell of secrets as they change, or of who may have them. */
    private static List<SecretRoute> other() {
        return List.of(
                new SecretRoute(
                        "POST /api/v1/events/subscribe/project-events",
                        "/api/v1/events/subscribe/project-events",
                        "{\"projectId\":\"<project>\",\"register\":[{\"event\":\"secret:update\"}]}",
                        NOTHING,
                        200,
                        403,
                        NONE),
                new SecretRoute("POST /api/x/explain", "/api/x/explain", QUESTION, NOTHING, 200, 200, NONE),
                get("/api/x/who-can", "/api/x/who-can?secretName=<key>&" + PLACE_QUERY, NOTHING, 200, 403, NONE),
                get("/api/x/reach", "/api/x/reach?projectId=<project>&identityId=<reader>", KEY, 200, 200, NONE),
                new SecretRoute(
                        "POST /api/x/what-if",
                        "/api/x/what-if",
                        "{\"projectId\":\"<project>\",\"change\":{\"membership\":{\"type\":\"identity\",\"id\":\"<reader>\",\"roles\":[]}}}",
                        KEY,
                        200,
                        200,
                        NONE));
    }

    private static SecretRoute get(
            String path, String target, Sight sight, int describer, int stranger, Manner manner) {
        return new SecretRoute("GET " + path, target, "", sight, describer, stranger, manner);
    }

    /** A write that neither those who may describe nor strangers may do. */
    private static SecretRoute write(String name, String target, String body, Sight sight, Manner manner) {
        return new SecretRoute(name, target, body, sight, 403, 403, manner);
    }
}
