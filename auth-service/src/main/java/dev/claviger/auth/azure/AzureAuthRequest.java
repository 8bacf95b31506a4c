package dev.claviger.auth.azure;

import dev.claviger.auth.method.Names;
import dev.claviger.auth.method.Wish;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.Optional;
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
        @Nullable Long accessTokenNumUsesLimit)
        implements Wish<AzureSettings> {
    private static final int MOST_RESOURCE = 1024;
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    static final AzureAuthRequest EMPTY = new AzureAuthRequest(null, null, null, null, null, null, null);

    @Override
    public AzureSettings unset() {
        return new AzureSettings("", "", Names.parse(""));
    }

    @Override
    public void requireForNew(Validation input) {
        var _ = input.text("tenantId", tenantId);
        var _ = input.text("resource", resource);
    }

    @Override
    public Optional<String> tooWide(AzureSettings settings) {
        return !settings.principals().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Name allowedServicePrincipalIds: without them everybody in the tenant who gets a token for the resource could log in.");
    }

    @Override
    public AzureSettings settings(Validation input, AzureSettings old) {
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
