package dev.claviger.auth.claim;

import dev.claviger.kernel.http.Validation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Binding} as requests give it (http-api.md 6.4). Absent or null is what stands already; an empty text clears those that may be
 * empty.
 *
 * @param allowForkPipelines ours alone, see {@link ForkRule}
 */
public record BindingFields(
        @Nullable String boundIssuer,
        @Nullable String boundAudiences,
        @Nullable String boundSubject,
        @Nullable Map<String, @Nullable String> boundClaims,
        @Nullable Map<String, @Nullable String> claimMetadataMapping,
        @Nullable Boolean allowForkPipelines) {
    private static final int MOST_TEXT = 4096;
    private static final int MOST_ENTRIES = 50;

    /** The binding that results from these fields on top of the given one. */
    public Binding on(Binding old, Validation input) {
        return new Binding(
                issuer(input, old.issuer()),
                audiences(input, old.audiences()),
                subject(input, old.subject()),
                claims(input, old.claims()),
                mapping(input, old.claimMapping()),
                allowForkPipelines == null ? old.allowForkPipelines() : allowForkPipelines);
    }

    private String issuer(Validation input, String old) {
        return boundIssuer == null ? old : bounded(input, "boundIssuer", input.text("boundIssuer", boundIssuer, ""));
    }

    private Alternatives audiences(Validation input, Alternatives old) {
        if (boundAudiences == null) {
            return old;
        }
        Alternatives audiences = Alternatives.parse(bounded(input, "boundAudiences", boundAudiences));
        audiences.validate(input, "boundAudiences");
        return audiences;
    }

    private String subject(Validation input, String old) {
        if (boundSubject == null) {
            return old;
        }
        String subject = bounded(input, "boundSubject", input.text("boundSubject", boundSubject, ""));
        if (!subject.isEmpty()) {
            Alternatives.validatePattern(input, "boundSubject", subject);
        }
        return subject;
    }

    private Map<String, Alternatives> claims(Validation input, Map<String, Alternatives> old) {
        if (boundClaims == null) {
            return old;
        }
        Map<String, Alternatives> claims = new HashMap<>();
        texts(input, "boundClaims", boundClaims).forEach((name, list) -> {
            Alternatives wanted = Alternatives.parse(list);
            input.check(!wanted.isEmpty(), "boundClaims", "Every claim needs at least one value");
            wanted.validate(input, "boundClaims");
            claims.put(name, wanted);
        });
        return claims;
    }

    private @Nullable Map<String, String> mapping(Validation input, @Nullable Map<String, String> old) {
        if (claimMetadataMapping == null) {
            return old;
        }
        Map<String, String> mapping = texts(input, "claimMetadataMapping", claimMetadataMapping);
        input.check(
                mapping.values().stream().noneMatch(String::isEmpty),
                "claimMetadataMapping",
                "Every name needs a claim");
        return mapping;
    }

    private static Map<String, String> texts(Validation input, String field, Map<String, @Nullable String> given) {
        input.check(given.size() <= MOST_ENTRIES, field, "Must have at most " + MOST_ENTRIES + " entries");
        Map<String, String> texts = new HashMap<>();
        given.forEach((name, value) -> texts.put(
                bounded(input, field, input.text(field, name)), bounded(input, field, input.text(field, value, ""))));
        return texts;
    }

    private static String bounded(Validation input, String field, String text) {
        input.check(text.length() <= MOST_TEXT, field, "Must have at most " + MOST_TEXT + " characters");
        return text;
    }
}
