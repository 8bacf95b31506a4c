package dev.claviger.audit.query;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The query of a search as it came (http-api.md 9.1), with our filters {@code outcome} to {@code requestId}. */
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
}
