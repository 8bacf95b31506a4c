package dev.claviger.audit.query;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** The audit log routes of the public API. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
class AuditLogResource {
    private final AuditLogs logs;

    AuditLogResource(AuditLogs logs) {
        this.logs = logs;
    }

    /** The whole organisation, or what the filters leave of it. */
    @GET
    @Path("organization/audit-logs")
    @Operation(summary = "Search the audit log of the caller's organisation")
    public Uni<AuditLogPage> ofOrganisation(@BeanParam AuditLogParams params) {
        return logs.find(params);
    }

    /** One project; the older form. */
    @GET
    @Path("workspace/{projectId}/audit-logs")
    @Operation(summary = "Search the audit log of one project")
    public Uni<AuditLogPage> ofProject(@RestPath String projectId, @BeanParam AuditLogParams params) {
        params.projectId = projectId;
        return logs.find(params);
    }
}
