package dev.claviger.auth.sso;

import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.auth.sso.Providers.Setting;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The single sign-on of the caller's organisation. The client secret is written and never read. */
@Path("/api/v1/sso/oidc/config")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ConfigResource {
    private static final int MOST_TEXT = 2048;
    private static final int MOST_CERTIFICATE = 65_536;
    private static final int MOST_GROUPS = 100;
    private static final URI NOWHERE = URI.create("https://invalid");

    private final Providers providers;

    ConfigResource(Providers providers) {
        this.providers = providers;
    }

    @GET
    public Uni<Answer> read() {
        return providers.read().map(Answer::of);
    }

    /** Replaces it as a whole; without a client secret the stored one stays. */
    @PUT
    public Uni<Answer> put(@Nullable Body body) {
        Body given = body == null ? Body.EMPTY : body;
        Validation input = new Validation();
        URI url = url(input, given.discoveryUrl);
        Map<String, OrgRole> roles = new HashMap<>();
        Map<String, @Nullable String> texts = given.groupRoles == null ? Map.of() : given.groupRoles;
        input.check(texts.size() <= MOST_GROUPS, "groupRoles", "Must have at most 100 entries");
        texts.forEach((group, role) -> roles.put(
                bounded(input, "groupRoles", input.text("groupRoles", group)), role(input, "groupRoles", role)));
        String caCert = input.text("caCert", given.caCert, "");
        input.check(caCert.length() <= MOST_CERTIFICATE, "caCert", "Must be PEM certificates");
        Providers.Wish wish = new Providers.Wish(
                new IssuerAddress(url, caCert),
                bounded(input, "issuer", input.text("issuer", given.issuer)),
                bounded(input, "clientId", input.text("clientId", given.clientId)),
                given.clientSecret == null ? Secret.of("") : given.clientSecret,
                role(input, "defaultRole", given.defaultRole),
                bounded(input, "groupClaim", input.text("groupClaim", given.groupClaim, "")),
                roles,
                isTrue(given.admitsUnknown),
                isTrue(given.trustsMfa),
                given.enabled == null || given.enabled,
                isTrue(given.ssoOnly));
        input.check(!wish.ssoOnly() || wish.enabled(), "ssoOnly", "Needs enabled");
        input.done();
        return providers.put(wish).map(Answer::of);
    }

    @DELETE
    @Consumes(MediaType.WILDCARD)
    public Uni<Answer> delete() {
        return providers.delete().map(Answer::of);
    }

    private static URI url(Validation input, @Nullable String given) {
        try {
            URI url = URI.create(bounded(input, "discoveryUrl", input.text("discoveryUrl", given)));
            boolean plain = ("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            input.check(plain, "discoveryUrl", "Must be a URL such as https://gitlab.example.com, without query");
            return plain ? url : NOWHERE;
        } catch (IllegalArgumentException e) {
            input.check(false, "discoveryUrl", "Must be a URL such as https://gitlab.example.com");
            return NOWHERE;
        }
    }

    private static OrgRole role(Validation input, String field, @Nullable String given) {
        String slug = input.text(field, given, OrgRole.NO_ACCESS.slug());
        input.check(OrgRole.bySlug(slug).isPresent(), field, "Must be admin, member or no-access");
        return OrgRole.bySlug(slug).orElse(OrgRole.NO_ACCESS);
    }

    private static String bounded(Validation input, String field, String text) {
        input.check(text.length() <= MOST_TEXT, field, "Must have at most 2048 characters");
        return text;
    }

    private static boolean isTrue(@Nullable Boolean given) {
        return given != null && given;
    }

    /** The body. */
    public record Body(
            @Nullable String discoveryUrl,
            @Nullable String caCert,
            @Nullable String issuer,
            @Nullable String clientId,
            @Nullable Secret clientSecret,
            @Nullable String defaultRole,
            @Nullable String groupClaim,
            @Nullable Map<String, @Nullable String> groupRoles,
            @Nullable Boolean admitsUnknown,
            @Nullable Boolean trustsMfa,
            @Nullable Boolean enabled,
            @Nullable Boolean ssoOnly) {
        static final Body EMPTY = new Body(null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** The answer of all three. */
    public record Answer(
            String discoveryUrl,
            String caCert,
            String issuer,
            String clientId,
            String redirectUri,
            String defaultRole,
            String groupClaim,
            Map<String, String> groupRoles,
            boolean admitsUnknown,
            boolean trustsMfa,
            boolean enabled,
            boolean ssoOnly) {
        static Answer of(Setting setting) {
            Provider provider = setting.provider();
            Map<String, String> roles = new TreeMap<>();
            provider.groupRoles().forEach((group, role) -> roles.put(group, role.slug()));
            return new Answer(
                    provider.address().discoveryUrl().toString(),
                    provider.address().caCert(),
                    provider.issuer(),
                    provider.clientId(),
                    setting.redirectUri(),
                    provider.defaultRole().slug(),
                    provider.groupClaim(),
                    roles,
                    provider.admitsUnknown(),
                    provider.trustsMfa(),
                    provider.enabled(),
                    setting.ssoOnly());
        }
    }
}
