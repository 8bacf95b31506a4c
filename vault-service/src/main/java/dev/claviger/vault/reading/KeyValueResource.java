package dev.claviger.vault.reading;

import dev.claviger.kernel.http.VaultRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Reads of Vault's key-value engines, for GitLab's {@code secrets: vault} and simple clients of Vault (gitlab.md 4.2, docs/vault-clients.md). */
@VaultRoute
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
class KeyValueResource {
    private static final String NAMESPACE = "X-Vault-Namespace";

    private final Door door;

    KeyValueResource(Door door) {
        this.door = door;
    }

    @GET
    @Path("/{mount}/data/{path:.+}")
    public Uni<RestResponse<byte[]>> versioned(
            @PathParam("mount") String mount,
            @PathParam("path") String path,
            @HeaderParam(NAMESPACE) @Nullable String namespace,
            @QueryParam("version") @Nullable String version) {
        return door.keyValues(() -> KeyValueRequest.parse(mount, namespace, path, version), KeyValueForm.V2)
                .map(ReadResources::respond);
    }

    @GET
    @Path("/{mount}/{path:.+}")
    public Uni<RestResponse<byte[]>> plain(
            @PathParam("mount") String mount,
            @PathParam("path") String path,
            @HeaderParam(NAMESPACE) @Nullable String namespace) {
        return door.keyValues(() -> KeyValueRequest.parse(mount, namespace, path, null), KeyValueForm.V1)
                .map(ReadResources::respond);
    }
}
