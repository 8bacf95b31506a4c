package dev.claviger.auth.organization;

import dev.claviger.auth.organization.OrganizationAdministration.Edit;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** One organisation over HTTP. */
@Path("/api/v1/organization/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class OrganizationResource {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_NAME = 64;
    private static final int MAX_SLUG = 64;

    private final OrganizationAdministration organizations;

    OrganizationResource(OrganizationAdministration organizations) {
        this.organizations = organizations;
    }

    @GET
    @Consumes(MediaType.WILDCARD)
    public Uni<OrganizationSettings.One> read(@RestPath String id) {
        return organizations.read(id(id)).map(OrganizationSettings.One::new);
    }

    @PATCH
    public Uni<OrganizationSettings.Changed> update(@RestPath String id, @Nullable Body body) {
        if (body == null) {
            throw InvalidInput.of("body", "Required");
        }
        return organizations
                .change(id(id), edit(body))
                .map(changed -> new OrganizationSettings.Changed("Successfully updated organization", changed));
    }

    private static Edit edit(Body body) {
        Validation input = new Validation();
        @Nullable String name = isAbsent(body.name) ? null : input.text("name", body.name);
        @Nullable
        String slug = isAbsent(body.slug) ? null : input.text("slug", body.slug).toLowerCase(Locale.ROOT);
        input.check(name == null || name.length() <= MAX_NAME, "name", "Must have at most 64 characters");
        input.check(
                slug == null || (slug.length() <= MAX_SLUG && SLUG.matcher(slug).matches()),
                "slug",
                "Must be 1 to 64 letters, digits and single hyphens between them");
        input.done();
        return new Edit(name, slug, body.requireAudience);
    }

    private static UUID id(String given) {
        Validation input = new Validation();
        UUID id = input.id("organizationId", given);
        input.done();
        return id;
    }

    private static boolean isAbsent(@Nullable String given) {
        return given == null || given.isBlank();
    }

    /** The body of a change; what is absent stays. */
    public record Body(
            @Nullable String name,
            @Nullable String slug,
            @Nullable Boolean requireAudience) {}
}
