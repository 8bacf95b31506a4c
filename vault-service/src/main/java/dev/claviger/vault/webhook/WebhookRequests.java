package dev.claviger.vault.webhook;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.feed.PathPattern;
import dev.claviger.vault.project.ProjectRef;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What requests about webhooks say. */
final class WebhookRequests {
    private static final int MAX_URL = 2_048;
    private static final int MAX_KEY = 1_024;
    private static final Set<String> EVENTS = Set.of(Webhook.SECRETS_MODIFIED, Webhook.ROTATION_FAILED);

    private WebhookRequests() {}

    /** One name of a filter. */
    record EventFilter(@Nullable String eventName) {}

    /** A new webhook. */
    record Creation(
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String environment,
            @Nullable String webhookUrl,
            @Nullable String secretPath,
            @Nullable Secret webhookSecretKey,
            @Nullable String type,
            @Nullable List<@Nullable EventFilter> eventsFilter) {
        static final Creation EMPTY = new Creation(null, null, null, null, null, null, null, null, null, null);

        ProjectRef project() {
            return ProjectRef.spelled("projectId", projectId, workspaceId, projectSlug, workspaceSlug);
        }

        Wanted parse() {
            return new Wanted(
                    EnvironmentSlug.parse("environment", environment),
                    PathPattern.parse("secretPath", secretPath),
                    url(webhookUrl),
                    key(webhookSecretKey),
                    WebhookType.parse(type),
                    events(eventsFilter));
        }
    }

    /** The same, checked. */
    record Wanted(
            EnvironmentSlug environment,
            PathPattern path,
            Secret url,
            @Nullable Secret signingKey,
            WebhookType type,
            List<String> events) {}

    /** A change; what is absent stays. */
    record Edit(@Nullable Boolean isDisabled, @Nullable List<@Nullable EventFilter> eventsFilter) {
        static final Edit EMPTY = new Edit(null, null);

        @Nullable
        List<String> events() {
            return eventsFilter == null ? null : WebhookRequests.events(eventsFilter);
        }
    }

    /** Which to list. */
    record Listing(
            ProjectRef project,
            @Nullable EnvironmentSlug environment,
            @Nullable PathPattern path) {
        static Listing parse(ProjectRef project, @Nullable String environment, @Nullable String secretPath) {
            return new Listing(
                    project,
                    isAbsent(environment) ? null : EnvironmentSlug.parse("environment", environment),
                    isAbsent(secretPath) ? null : PathPattern.parse("secretPath", secretPath));
        }
    }

    private static List<String> events(@Nullable List<@Nullable EventFilter> filters) {
        if (filters == null) {
            return List.of();
        }
        return filters.stream()
                .map(filter -> filter == null ? "" : Objects.requireNonNullElse(filter.eventName(), ""))
                .map(WebhookRequests::event)
                .distinct()
                .toList();
    }

    private static String event(String name) {
        if (!EVENTS.contains(name)) {
            throw InvalidInput.of(
                    "eventsFilter.eventName",
                    "Must be %s or %s".formatted(Webhook.SECRETS_MODIFIED, Webhook.ROTATION_FAILED));
        }
        return name;
    }

    private static @Nullable Secret key(@Nullable Secret given) {
        if (given == null || given.reveal().isBlank()) {
            return null;
        }
        if (given.reveal().length() > MAX_KEY) {
            throw InvalidInput.of("webhookSecretKey", "Must be at most %d characters".formatted(MAX_KEY));
        }
        return Secret.of(given.reveal().strip());
    }

    /** Whether it may be reached is decided each time it is: names lead elsewhere later, and rules change. */
    private static Secret url(@Nullable String given) {
        String text = given == null ? "" : given.strip();
        if (text.isEmpty() || text.length() > MAX_URL) {
            throw InvalidInput.of("webhookUrl", "Must be a URL of at most %d characters".formatted(MAX_URL));
        }
        try {
            URI url = new URI(text);
            String scheme = Objects.requireNonNullElse(url.getScheme(), "").toLowerCase(Locale.ROOT);
            boolean reachable = (scheme.equals("https") || scheme.equals("http"))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null;
            if (!reachable) {
                throw InvalidInput.of(
                        "webhookUrl", "Must be an absolute https URL without credentials before the host");
            }
            return Secret.of(text);
        } catch (URISyntaxException malformed) {
            throw InvalidInput.of("webhookUrl", "Must be a URL");
        }
    }

    private static boolean isAbsent(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
