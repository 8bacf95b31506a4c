package dev.claviger.auth.gcp;

import dev.claviger.auth.method.Names;
import dev.claviger.auth.method.Wish;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST} and {@code PATCH} say about a configuration (http-api.md 6.5). Absent or null is the default, or what stands already;
 * an empty text clears a list.
 */
record GcpAuthRequest(
        @Nullable String type,
        @Nullable String allowedServiceAccounts,
        @Nullable String allowedProjects,
        @Nullable String allowedZones,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit)
        implements Wish<GcpSettings> {
    private static final Names NONE = Names.parse("");

    static final GcpAuthRequest EMPTY = new GcpAuthRequest(null, null, null, null, null, null, null, null);

    @Override
    public GcpSettings unset() {
        return new GcpSettings(GcpType.GCE, NONE, NONE, NONE);
    }

    @Override
    public void requireForNew(Validation input) {
        var _ = input.text("type", type);
    }

    @Override
    public Optional<String> tooWide(GcpSettings settings) {
        return settings.bindsSomebody()
                ? Optional.empty()
                : Optional.of(
                        "Name allowedServiceAccounts, or with type gce allowedProjects: without them the machines of every customer of"
                                + " Google Cloud could log in.");
    }

    @Override
    public GcpSettings settings(Validation input, GcpSettings old) {
        Optional<GcpType> given =
                GcpType.bySlug(input.text("type", type, old.type().slug()));
        input.check(given.isPresent(), "type", "Must be gce or iam");
        GcpSettings settings = new GcpSettings(
                given.orElse(old.type()),
                Names.read(input, "allowedServiceAccounts", allowedServiceAccounts, old.serviceAccounts()),
                Names.read(input, "allowedProjects", allowedProjects, old.projects()),
                Names.read(input, "allowedZones", allowedZones, old.zones()));
        input.check(
                settings.serviceAccounts().names().stream().allMatch(ServiceAccount::isEmail),
                "allowedServiceAccounts",
                "Must be e-mail addresses of service accounts");
        boolean isGce = settings.type() == GcpType.GCE;
        input.check(
                isGce || settings.projects().isEmpty(),
                "allowedProjects",
                "Only tokens of type gce name a project; leave it empty");
        input.check(
                isGce || settings.zones().isEmpty(),
                "allowedZones",
                "Only tokens of type gce name a zone; leave it empty");
        return settings;
    }
}
