package dev.claviger.auth.aws;

import dev.claviger.auth.method.Method;
import dev.claviger.auth.method.Names;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;

/** The method. */
final class AwsAuth implements Method<AwsSettings> {
    static final AwsAuth METHOD = new AwsAuth();

    private AwsAuth() {}

    @Override
    public String slug() {
        return "aws-auth";
    }

    @Override
    public String title() {
        return "AWS";
    }

    @Override
    public boolean asksOutside() {
        return true;
    }

    @Override
    public Map<String, Object> open(AwsSettings settings) {
        return Map.of(
                "stsEndpoint", settings.stsEndpoint().toString(),
                "allowedPrincipalArns", settings.principals().toString(),
                "allowedAccountIds", settings.accounts().toString());
    }

    @Override
    public Map<String, String> sealed(AwsSettings settings) {
        return Map.of();
    }

    @Override
    public AwsSettings settings(JsonObject open, JsonObject sealed) {
        return new AwsSettings(
                URI.create(open.getString("stsEndpoint")),
                Names.parse(open.getString("allowedPrincipalArns")),
                Names.parse(open.getString("allowedAccountIds")));
    }
}
