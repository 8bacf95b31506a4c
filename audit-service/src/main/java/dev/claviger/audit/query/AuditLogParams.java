package dev.claviger.audit.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The query of a search as it came (http-api.md 9.1), with our filters from {@code outcome} on. */
public final class AuditLogParams {
    @RestQuery
    @Parameter(description = "Only this project")
    @Nullable
    String projectId;

    @RestQuery
    @Parameter(description = "Only what touches this environment")
    @Nullable
    String environment;

    @RestQuery
    @Parameter(description = "Only what touches this folder")
    @Nullable
    String secretPath;

    @RestQuery
    @Parameter(description = "Only what touches a secret of this name")
    @Nullable
    String secretKey;

    @RestQuery
    @Parameter(description = "identity, user, platform, unknownUser …")
    @Nullable
    String actorType;

    @RestQuery
    @Parameter(description = "The id of an identity or user")
    @Nullable
    String actor;

    @RestQuery
    @Parameter(description = "Event names, divided by commas")
    @Nullable
    String eventType;

    @RestQuery
    @Parameter(description = "web, cli, k8-operator, terraform, InfisicalPythonSDK, InfisicalNodeSDK or other")
    @Nullable
    String userAgentType;

    @RestQuery
    @Parameter(description = "key=value pairs, divided by commas, that the event's metadata must have")
    @Nullable
    String eventMetadata;

    @RestQuery
    @Parameter(description = "From when, inclusive; by default the last midnight (UTC) before endDate")
    @Nullable
    String startDate;

    @RestQuery
    @Parameter(description = "Until when, inclusive; by default now. At most three months after startDate")
    @Nullable
    String endDate;

    @RestQuery
    @Parameter(description = "How many entries to leave out")
    @Nullable
    String offset;

    @RestQuery
    @Parameter(description = "How many entries to return, at most 1000; by default 20")
    @Nullable
    String limit;

    @RestQuery
    @Parameter(description = "success, denied or error")
    @Nullable
    String outcome;

    @RestQuery
    @Parameter(description = "The GitLab pipeline of the job")
    @Nullable
    String pipelineId;

    @RestQuery
    @Parameter(description = "The GitLab job")
    @Nullable
    String jobId;

    @RestQuery
    @Parameter(description = "The id of a secret, whatever its version")
    @Nullable
    String secretId;

    @RestQuery
    @Parameter(description = "The id of the request, as in X-Request-ID and in error bodies")
    @Nullable
    String requestId;

    @RestQuery
    @Parameter(description = "The nextCursor of the page before; instead of offset")
    @Nullable
    String cursor;

    @RestQuery
    @Parameter(description = "Only what touches this version; with secretId or secretKey")
    @Nullable
    String secretVersion;

    @RestQuery
    @Parameter(description = "The address of the GitLab instance of the job")
    @Nullable
    String issuer;

    @RestQuery
    @Parameter(description = "The id of the GitLab project of the job")
    @Nullable
    String gitlabProjectId;

    @RestQuery
    @Parameter(description = "The path of the GitLab project of the job, at that time")
    @Nullable
    String gitlabProjectPath;

    @RestQuery
    @Parameter(description = "The commit of the job, at least its first seven digits; or up to 500, divided by commas")
    @Nullable
    String sha;

    @RestQuery
    @Parameter(description = "The branch or tag of the job")
    @Nullable
    String ref;

    @RestQuery
    @Parameter(description = "The GitLab runner that executed the job")
    @Nullable
    String runnerId;

    @RestQuery
    @Parameter(description = "The id of the GitLab user who started the job")
    @Nullable
    String gitlabUserId;

    @RestQuery
    @Parameter(description = "The login name of the GitLab user who started the job, at that time")
    @Nullable
    String gitlabUser;

    @RestQuery
    @Parameter(description = "The address of the client, or a network like 10.0.0.0/8")
    @Nullable
    String ipAddress;

    private static final List<Field> FIELDS = List.of(
            field("projectId", params -> params.projectId, (params, value) -> params.projectId = value),
            field("environment", params -> params.environment, (params, value) -> params.environment = value),
            field("secretPath", params -> params.secretPath, (params, value) -> params.secretPath = value),
            field("secretKey", params -> params.secretKey, (params, value) -> params.secretKey = value),
            field("actorType", params -> params.actorType, (params, value) -> params.actorType = value),
            field("actor", params -> params.actor, (params, value) -> params.actor = value),
            field("eventType", params -> params.eventType, (params, value) -> params.eventType = value),
            field("userAgentType", params -> params.userAgentType, (params, value) -> params.userAgentType = value),
            field("eventMetadata", params -> params.eventMetadata, (params, value) -> params.eventMetadata = value),
            field("startDate", params -> params.startDate, (params, value) -> params.startDate = value),
            field("endDate", params -> params.endDate, (params, value) -> params.endDate = value),
            field("offset", params -> params.offset, (params, value) -> params.offset = value),
            field("limit", params -> params.limit, (params, value) -> params.limit = value),
            field("outcome", params -> params.outcome, (params, value) -> params.outcome = value),
            field("pipelineId", params -> params.pipelineId, (params, value) -> params.pipelineId = value),
            field("jobId", params -> params.jobId, (params, value) -> params.jobId = value),
            field("secretId", params -> params.secretId, (params, value) -> params.secretId = value),
            field("requestId", params -> params.requestId, (params, value) -> params.requestId = value),
            field("cursor", params -> params.cursor, (params, value) -> params.cursor = value),
            field("secretVersion", params -> params.secretVersion, (params, value) -> params.secretVersion = value),
            field("issuer", params -> params.issuer, (params, value) -> params.issuer = value),
            field(
                    "gitlabProjectId",
                    params -> params.gitlabProjectId,
                    (params, value) -> params.gitlabProjectId = value),
            field(
                    "gitlabProjectPath",
                    params -> params.gitlabProjectPath,
                    (params, value) -> params.gitlabProjectPath = value),
            field("sha", params -> params.sha, (params, value) -> params.sha = value),
            field("ref", params -> params.ref, (params, value) -> params.ref = value),
            field("runnerId", params -> params.runnerId, (params, value) -> params.runnerId = value),
            field("gitlabUserId", params -> params.gitlabUserId, (params, value) -> params.gitlabUserId = value),
            field("gitlabUser", params -> params.gitlabUser, (params, value) -> params.gitlabUser = value),
            field("ipAddress", params -> params.ipAddress, (params, value) -> params.ipAddress = value));

    /** Those that say where in the answer one is, not what it is about. */
    private static final Set<String> PAGES = Set.of("cursor", "offset", "limit");

    private record Field(
            String name, Function<AuditLogParams, @Nullable String> value, BiConsumer<AuditLogParams, String> set) {}

    private static Field field(
            String name, Function<AuditLogParams, @Nullable String> value, BiConsumer<AuditLogParams, String> set) {
        return new Field(name, value, set);
    }

    /** What the search is for, without its pages; in the order of names. */
    public Map<String, String> conditions() {
        Map<String, String> conditions = new TreeMap<>();
        for (Field field : FIELDS) {
            @Nullable String value = field.value().apply(this);
            if (value != null && !value.isBlank() && !PAGES.contains(field.name())) {
                conditions.put(field.name(), value.strip());
            }
        }
        return conditions;
    }

    boolean hasNoPage() {
        return FIELDS.stream()
                .filter(field -> PAGES.contains(field.name()))
                .map(field -> field.value().apply(this))
                .allMatch(value -> value == null || value.isBlank());
    }

    /** Sets the named conditions, and leaves out what is none; returns the names it did not know. */
    public List<String> set(Map<String, String> conditions) {
        List<String> unknown = new ArrayList<>(conditions.keySet());
        for (Field field : FIELDS) {
            @Nullable String value = conditions.get(field.name());
            if (value != null && !PAGES.contains(field.name())) {
                field.set().accept(this, value);
                unknown.remove(field.name());
            }
        }
        return unknown;
    }

    public @Nullable String projectId() {
        return projectId;
    }
}
