package dev.claviger.sync.rotationtarget;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Whom to tell that there is a new credential, as clients give it.
 *
 * @param url of the consumer
 * @param requireProof whether an answer counts only when it proves that the consumer has the new credential
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookRules(@Nullable String url, @Nullable Boolean requireProof) {
    private static final int LONGEST = 2_048;

    void check(Validation valid) {
        valid.check(
                url != null && url.length() <= LONGEST && isUrl(url),
                "parameters.webhook.url",
                "Must be a URL with http or https, without a user and a fragment, of at most %d characters"
                        .formatted(LONGEST));
    }

    /** Whether it may be reached is decided each time it is: names lead elsewhere later, and rules change. */
    private static boolean isUrl(String text) {
        try {
            URI url = URI.create(text);
            return ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getFragment() == null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    URI address() {
        return URI.create(String.valueOf(url));
    }

    boolean needsProof() {
        return Boolean.TRUE.equals(requireProof);
    }
}
