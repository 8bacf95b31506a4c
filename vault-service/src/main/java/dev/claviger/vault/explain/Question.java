package dev.claviger.vault.explain;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Metadatum;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.PublicId;
import dev.claviger.vault.secret.SecretName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked: an action on a subject, and where; in canonical form. */
record Question(String action, String subject, Resource resource) {
    private static final int MOST_TAGS = 100;
    private static final int MOST_METADATA = 100;

    /** A pair of metadata as requests give it. */
    record Pair(@Nullable String key, @Nullable String value) {}

    /** As requests give it. */
    record Body(
            @Nullable String action,
            @Nullable String subject,
            @Nullable String environment,
            @Nullable String secretPath,
            @Nullable String secretName,
            @Nullable List<String> secretTags,
            @Nullable List<@Nullable Pair> metadata,
            @Nullable String identityId) {

        /** Refuses with {@link InvalidInput} what no request could be about. */
        Question check() {
            return new Question(
                    isAbsent(action)
                            ? Action.READ_VALUE
                            : String.valueOf(action).strip(),
                    isAbsent(subject)
                            ? Subject.SECRETS
                            : String.valueOf(subject).strip(),
                    resource());
        }

        private Resource resource() {
            if (!isAbsent(identityId)) {
                return Resource.identity(PublicId.parse(String.valueOf(identityId))
                        .orElseThrow(() -> InvalidInput.of("identityId", "Must be a UUID")));
            }
            if (isAbsent(environment)) {
                if (!isAbsent(secretPath) || !isAbsent(secretName)) {
                    throw InvalidInput.of("environment", "Required where a path or a name is given");
                }
                return Resource.NONE;
            }
            String place = EnvironmentSlug.parse("environment", environment).text();
            String path = SecretPath.parse("secretPath", isAbsent(secretPath) ? "/" : secretPath)
                    .text();
            if (isAbsent(secretName)) {
                return metadata == null
                        ? Resource.folder(place, path)
                        : Resource.marked(place, path, metadata(metadata));
            }
            String name = SecretName.parse("secretName", secretName).text();
            return secretTags == null
                    ? Resource.secret(place, path, name)
                    : Resource.secret(place, path, name, tags(secretTags));
        }

        private static Set<String> tags(List<String> tags) {
            if (tags.contains(null) || tags.size() > MOST_TAGS) {
                throw InvalidInput.of("secretTags", "Must be at most %d slugs".formatted(MOST_TAGS));
            }
            return Set.copyOf(tags);
        }

        private static List<Metadatum> metadata(List<@Nullable Pair> pairs) {
            if (pairs.size() > MOST_METADATA) {
                throw InvalidInput.of("metadata", "Must be at most %d pairs".formatted(MOST_METADATA));
            }
            return pairs.stream().map(Body::metadatum).toList();
        }

        private static Metadatum metadatum(@Nullable Pair pair) {
            if (pair == null || pair.key() == null || pair.value() == null) {
                throw InvalidInput.of("metadata", "Each must have a key and a value");
            }
            return new Metadatum(pair.key(), pair.value());
        }

        private static boolean isAbsent(@Nullable String text) {
            return text == null || text.isBlank();
        }
    }
}
