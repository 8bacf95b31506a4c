package dev.claviger.auth.azure;

import dev.claviger.auth.method.Choice;
import dev.claviger.auth.method.ConfigurationRefused;
import dev.claviger.auth.method.Names;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code POST} and {@code PATCH} say about a configuration (http-api.md 6.5). Absent or null is the default, or what stands already. */
record AzureAuthRequest(
        @Nullable String tenantId,
        @Nullable String resource,
        @Nullable String allowedServicePrincipalIds,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit) {
    private static final int MOST_RESOURCE = 1024;
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Choice<AzureSettings> DEFAULT =
            new Choice<>(new AzureSettings("", "", Names.parse("")), TokenPolicy.DEFAULT);

    static final AzureAuthRequest EMPTY = new AzureAuthRequest(null, null, null, null, null, null, null);

    /** A new configuration. Fails with {@link ConfigurationRefused} when it would let in the whole tenant. */
    Choice<AzureSettings> fresh() {
        Validation input = new Validation();
        var _ = input.text("tenantId", tenantId);
        var _ = input.text("resource", resource);
        return on(DEFAULT, input);
    }

    /** The choice that results from this request on top of the given one. Fails as {@link #fresh}. */
    Choice<AzureSettings> on(Choice<AzureSettings> base) {
        return on(base, new Validation());
    }

    private Choice<AzureSettings> on(Choice<AzureSettings> base, Validation input) {
        Choice<AzureSettings> choice = new Choice<>(
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
        if (choice.settings().principals().isEmpty()) {
            throw ConfigurationRefused.tooWide(
                    "Name allowedServicePrincipalIds: without them everybody in the tenant who gets a token for the resource could log in.");
        }
        return choice;
    }

    private AzureSettings settings(Validation input, AzureSettings old) {
        AzureSettings settings = new AzureSettings(
                input.text("tenantId", tenantId, old.tenantId()),
                input.text("resource", resource, old.resource()),
                Names.read(input, "allowedServicePrincipalIds", allowedServicePrincipalIds, old.principals()));
        input.check(
                settings.tenantId().isEmpty() || isUuid(settings.tenantId()),
                "tenantId",
                "Must be the id of the tenant, a UUID; tokens do not carry its domain");
        input.check(settings.resource().length() <= MOST_RESOURCE, "resource", "Must have at most 1024 characters");
        input.check(
                settings.principals().names().stream().allMatch(AzureAuthRequest::isUuid),
                "allowedServicePrincipalIds",
                "Must be object ids of service principals, which are UUIDs");
        return settings;
    }

    private static boolean isUuid(String text) {
        return UUID.matcher(text).matches();
    }
}
