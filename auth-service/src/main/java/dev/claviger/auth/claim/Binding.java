package dev.claviger.auth.claim;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens of an issuer a configuration accepts.
 *
 * @param issuer what the token must name as its issuer; empty accepts any, for methods whose keys belong to one issuer alone
 * @param audiences one of them must fit; none accepts any audience
 * @param subject a text or a glob; empty accepts any subject
 * @param claims all of them must fit, each by one of its alternatives
 * @param claimMapping names to put aside for permission templates, each with the claim it comes from; null when never given
 * @param allowForkPipelines whether pipelines that run the code of a fork are let in, see {@link ForkRule}
 */
public record Binding(
        String issuer,
        Alternatives audiences,
        String subject,
        Map<String, Alternatives> claims,
        @Nullable Map<String, String> claimMapping,
        boolean allowForkPipelines) {
    private static final String MAPPING = "claimMetadataMapping";

    public Binding {
        claims = Collections.unmodifiableMap(new TreeMap<>(claims));
        claimMapping = claimMapping == null ? null : Collections.unmodifiableMap(new TreeMap<>(claimMapping));
    }

    /** Accepts everything. */
    public static final Binding NOTHING = new Binding("", Alternatives.parse(""), "", Map.of(), null, false);

    /** As {@link #of(JsonObject)} reads it, under the names of http-api.md 6.4. */
    public Map<String, Object> open() {
        Map<String, Object> open = new HashMap<>(Map.of(
                "boundIssuer", issuer,
                "boundAudiences", audiences.toString(),
                "boundSubject", subject,
                "boundClaims", claimTexts(),
                "allowForkPipelines", allowForkPipelines));
        if (claimMapping != null) {
            open.put(MAPPING, claimMapping);
        }
        return open;
    }

    /** Reads what {@link #open} wrote. */
    public static Binding of(JsonObject json) {
        Map<String, Alternatives> claims = new TreeMap<>();
        JsonObject wanted = json.getJsonObject("boundClaims");
        wanted.fieldNames().forEach(name -> claims.put(name, Alternatives.parse(wanted.getString(name))));
        return new Binding(
                json.getString("boundIssuer"),
                Alternatives.parse(json.getString("boundAudiences")),
                json.getString("boundSubject"),
                claims,
                mapping(json.getJsonObject(MAPPING)),
                json.getBoolean("allowForkPipelines"));
    }

    private static @Nullable Map<String, String> mapping(@Nullable JsonObject json) {
        if (json == null) {
            return null;
        }
        Map<String, String> mapping = new TreeMap<>();
        json.fieldNames().forEach(name -> mapping.put(name, json.getString(name)));
        return mapping;
    }

    /** The claims as answers show them. */
    public Map<String, String> claimTexts() {
        Map<String, String> texts = new TreeMap<>();
        claims.forEach((name, alternatives) -> texts.put(name, alternatives.toString()));
        return texts;
    }

    /** Whether anything but issuer and audience tells its tokens from those of everybody else on the same server. */
    public boolean bindsSomebody() {
        return !subject.isEmpty() || !claims.isEmpty();
    }
}
