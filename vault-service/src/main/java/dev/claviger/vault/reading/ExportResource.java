package dev.claviger.vault.reading;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;

/** The secrets of a folder as a file (docs/import-export.md). */
@Path("/api/x/export")
class ExportResource {
    private final Door door;

    ExportResource(Door door) {
        this.door = door;
    }

    @GET
    public Uni<RestResponse<byte[]>> export(UriInfo uri) {
        return door.export(new Query(uri.getQueryParameters())).map(ReadResources::file);
    }
}
