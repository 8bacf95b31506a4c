package dev.claviger.auth.gcp;

import dev.claviger.auth.method.Choice;
import dev.claviger.auth.method.ConfigurationRefused;
import dev.claviger.auth.method.Names;
import dev.claviger.auth.token.TokenPolicy;
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
        @Nullable Long accessTokenNumUsesLimit) {
    private static final Names NONE = Names.parse("");
    private static final Choice<GcpSettings> DEFAULT =
            new Choice<>(new GcpSettings(GcpType.GCE, NONE, NONE, NONE), TokenPolicy.DEFAULT);

    static final GcpAuthRequest EMPTY = new GcpAuthRequest(null, null, null, null, null, null, null, null);

    /** A new configuration. Fails with {@link ConfigurationRefused} when it would let in machines of everybody. */
    Choice<GcpSettings> fresh() {
        Validation input = new Validation();
        var _ = input.text("type", type);
        return on(DEFAULT, input);
    }

    /** The choice that results from this request on top of the given one. Fails as {@link #fresh}. */
    Choice<GcpSettings> on(Choice<GcpSettings> base) {
        return on(base, new Validation());
    }

    private Choice<GcpSettings> on(Choice<GcpSettings> base, Validation input) {
        Choice<GcpSettings> choice = new Choice<>(
                settings(input, base.settings()),
                TokenPolicy.read(
                        input,
                        accessTokenTTL,
                        accessTokenMaxTTL,
                        null,
                        accessTokenNumUsesLimit,
                        accessTokenTrustedIps,
                        base.policy()));
        input.done();
        if (!choice.settings().bindsSomebody()) {
            throw ConfigurationRefused.tooWide(
                    "Name allowedServiceAccounts, or with type gce allowedProjects: without them the machines of every customer of"
                            + " Google Cloud could log in.");
        }
        return choice;
    }

    private GcpSettings settings(Validation input, GcpSettings old) {
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
