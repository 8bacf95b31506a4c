package dev.claviger.auth.aws;

import dev.claviger.auth.method.GivenUrl;
import dev.claviger.auth.method.Names;
import dev.claviger.auth.method.Wish;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST} and {@code PATCH} say about a configuration (http-api.md 6.5). Absent or null is the default, or what stands already;
 * an empty text clears a list.
 */
record AwsAuthRequest(
        @Nullable String stsEndpoint,
        @Nullable String allowedPrincipalArns,
        @Nullable String allowedAccountIds,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit)
        implements Wish<AwsSettings> {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    /** The account stands there in full: a pattern over accounts would let in those of strangers. */
    private static final Pattern ARN = Pattern.compile("arn:aws(?:-cn|-us-gov)?:(?:iam|sts)::[0-9]{12}:"
            + "(?:\\*|(?:user|role|assumed-role)/[a-zA-Z0-9_.@+=*/-]{1,512})");

    static final AwsAuthRequest EMPTY = new AwsAuthRequest(null, null, null, null, null, null, null);

    @Override
    public AwsSettings unset() {
        return new AwsSettings(StsEndpoint.GLOBAL, Names.parse(""), Names.parse(""));
    }

    @Override
    public Optional<String> tooWide(AwsSettings settings) {
        return settings.bindsSomebody()
                ? Optional.empty()
                : Optional.of(
                        "Name allowedPrincipalArns or allowedAccountIds: without them every customer of AWS could log in.");
    }

    @Override
    public AwsSettings settings(Validation input, AwsSettings old) {
        URI endpoint = GivenUrl.read(input, "stsEndpoint", stsEndpoint, old.stsEndpoint());
        input.check(StsEndpoint.isPlain(endpoint), "stsEndpoint", "Must not have a path or a query");
        Names principals = Names.read(input, "allowedPrincipalArns", allowedPrincipalArns, old.principals());
        input.check(
                principals.names().stream().allMatch(arn -> ARN.matcher(arn).matches()),
                "allowedPrincipalArns",
                "Must be ARNs such as arn:aws:iam::123456789012:role/deployer, with the account in full");
        Names accounts = Names.read(input, "allowedAccountIds", allowedAccountIds, old.accounts());
        input.check(
                accounts.names().stream().allMatch(id -> ACCOUNT.matcher(id).matches()),
                "allowedAccountIds",
                "Must be account ids of 12 digits");
        return new AwsSettings(endpoint, principals, accounts);
    }
}
