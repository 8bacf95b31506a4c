package dev.claviger.auth.aws;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.SharedAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration as answers show it (http-api.md 6.5).
 *
 * @param type always {@code iam}
 * @param warnings what is accepted but should not stay so
 */
record AwsAuthAnswer(
        @JsonUnwrapped SharedAnswer shared,
        String type,
        String stsEndpoint,
        String allowedPrincipalArns,
        String allowedAccountIds,
        List<String> warnings) {

    static One of(Attached<AwsSettings> attached) {
        AwsSettings settings = attached.settings();
        return new One(new AwsAuthAnswer(
                SharedAnswer.of(attached),
                "iam",
                settings.stsEndpoint().toString(),
                settings.principals().toString(),
                settings.accounts().toString(),
                warnings(settings)));
    }

    private static List<String> warnings(AwsSettings settings) {
        List<String> warnings = new ArrayList<>();
        if (settings.principals().isEmpty()) {
            warnings.add("allowedPrincipalArns is empty: every user and role of these accounts logs in.");
        }
        if (!StsEndpoint.isAmazon(settings.stsEndpoint())) {
            warnings.add("stsEndpoint is no endpoint of AWS: whoever answers there decides who logs in.");
        }
        if (!"https".equalsIgnoreCase(settings.stsEndpoint().getScheme())) {
            warnings.add("stsEndpoint is not https: signed requests travel readable.");
        }
        return warnings;
    }

    /** What stands around it. */
    public record One(AwsAuthAnswer identityAwsAuth) {}
}
