package dev.claviger.audit.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.audit.query.AuditLog;
import dev.claviger.audit.query.AuditLogParams;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestMulti;

/** All that a search finds. Takes its conditions; without dates the last ninety days. */
@Path("/api/x/audit-logs/export")
class ExportResource {
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv;charset=utf-8";

    private final Exports exports;
    private final ObjectMapper mapper;

    ExportResource(Exports exports, ObjectMapper mapper) {
        this.exports = exports;
        this.mapper = mapper;
    }

    @GET
    @Path("ndjson")
    @Produces(NDJSON)
    @Operation(summary = "Export entries, one JSON object a line, newest first")
    @APIResponse(
            responseCode = "200",
            description = "One entry a line",
            content = @Content(mediaType = NDJSON, schema = @Schema(type = SchemaType.STRING)))
    public RestMulti<byte[]> ndjson(@BeanParam AuditLogParams params) {
        return export(params, "ndjson", export -> exports.entries(export).map(this::json));
    }

    @GET
    @Path("csv")
    @Produces(CSV)
    @Operation(summary = "Export entries for spreadsheets, newest first")
    @APIResponse(
            responseCode = "200",
            description = "A head, and one entry a line",
            content = @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING)))
    public RestMulti<byte[]> csv(@BeanParam AuditLogParams params) {
        return export(
                params,
                "csv",
                export -> Multi.createBy()
                        .concatenating()
                        .streams(
                                Multi.createFrom().item(ExportTable.HEAD),
                                exports.entries(export).map(ExportTable::line))
                        .map(line -> line.getBytes(UTF_8)));
    }

    private RestMulti<byte[]> export(AuditLogParams params, String format, Function<Export, Multi<byte[]>> lines) {
        return RestMulti.fromUniResponse(
                exports.begin(params, format),
                lines,
                export -> Map.of(
                        "Content-Disposition", List.of("attachment; filename=\"audit-log." + format + "\""),
                        "X-Content-Type-Options", List.of("nosniff"),
                        "X-Total-Count", List.of(String.valueOf(export.entries()))));
    }

    private byte[] json(AuditLog entry) {
        try {
            return mapper.writeValueAsBytes(entry);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("an entry is plain data", impossible);
        }
    }
}
