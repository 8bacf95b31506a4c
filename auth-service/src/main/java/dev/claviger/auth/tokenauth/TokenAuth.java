package dev.claviger.auth.tokenauth;

import dev.claviger.auth.method.Method;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The method. It has no settings of its own. */
final class TokenAuth implements Method<TokenAuth.NoSettings> {
    static final TokenAuth METHOD = new TokenAuth();

    private TokenAuth() {}

    /** Nothing to choose but the limits of the tokens. */
    record NoSettings() {}

    @Override
    public String slug() {
        return "token-auth";
    }

    @Override
    public String title() {
        return "token";
    }

    @Override
    public Map<String, Object> open(NoSettings settings) {
        return Map.of();
    }

    @Override
    public Map<String, String> sealed(NoSettings settings) {
        return Map.of();
    }

    @Override
    public NoSettings settings(JsonObject open, JsonObject sealed) {
        return new NoSettings();
    }
}
