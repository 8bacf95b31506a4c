package dev.claviger.auth.claim;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a {@link Binding} accepts and should not, as far as we know GitLab's tokens (gitlab.md 1.4, 1.5). */
public final class BindingWarnings {
    private static final Pattern GLOB = Pattern.compile("[*?\\[{!]|[+@]\\(");

    /** Names that belong to one project, namespace or person for good. */
    private static final Set<String> LASTING = Set.of("project_id", "job_project_id", "namespace_id", "user_id");

    /** Names that say which code runs, and that its branch or environment is guarded. */
    private static final Set<String> GUARDED = Set.of("ref_protected", "environment_protected", "ci_config_ref_uri");

    private static final Set<String> OF_GITLAB = Set.of(
            "project_id",
            "project_path",
            "job_project_id",
            "job_project_path",
            "namespace_id",
            "namespace_path",
            "ref",
            "ref_type",
            "ref_protected",
            "environment",
            "pipeline_source");

    private BindingWarnings() {}

    /**
     * Returns one sentence for each danger, with what to do about it; empty for a binding that we have nothing against.
     *
     * @param issuer where the tokens come from
     */
    public static List<String> of(Binding binding, URI issuer) {
        return Stream.of(
                        audience(binding),
                        audienceOfIssuer(binding, issuer),
                        path(binding),
                        namespace(binding),
                        unguarded(binding),
                        branches(binding),
                        environment(binding),
                        forks(binding))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable String audience(Binding binding) {
        return binding.audiences().isEmpty()
                ? "boundAudiences is empty: tokens that were made for other services are accepted too."
                        + " Bind one audience that only this installation uses."
                : null;
    }

    private static @Nullable String audienceOfIssuer(Binding binding, URI issuer) {
        String own = withoutSlash(issuer.toString());
        boolean same = binding.audiences().texts().stream()
                .anyMatch(text -> withoutSlash(text).equals(own));
        return same
                ? "boundAudiences is the URL of the issuer itself, which other services that trust it are likely to accept as well."
                        + " Use an audience that only this installation uses."
                : null;
    }

    private static @Nullable String path(Binding binding) {
        boolean byPath = binds(binding, name -> name.endsWith("_path"))
                || binding.subject().contains("project_path:");
        return byPath && !binds(binding, LASTING::contains)
                ? "Only a path is bound: whoever takes over the path of a renamed or deleted project gets in. Bind project_id."
                : null;
    }

    private static @Nullable String namespace(Binding binding) {
        boolean wide = binds(binding, name -> name.startsWith("namespace_"))
                && !binds(binding, name -> name.equals("project_id") || name.equals("job_project_id"))
                && binding.subject().isEmpty();
        return wide
                ? "A whole namespace is bound: everybody who may create a project there gets in. Bind project_id, with several ids"
                        + " where you need them."
                : null;
    }

    private static @Nullable String unguarded(Binding binding) {
        boolean gitLab =
                binds(binding, OF_GITLAB::contains) || binding.subject().contains("project_path:");
        return gitLab && !binds(binding, GUARDED::contains)
                ? "Code of every branch gets in, reviewed or not. Bind ref_protected to true, or environment_protected to true"
                        + " together with environment."
                : null;
    }

    private static @Nullable String branches(Binding binding) {
        Alternatives refs = binding.claims().get("ref");
        boolean inClaim = refs != null && refs.texts().stream().anyMatch(BindingWarnings::isGlob);
        int at = binding.subject().indexOf(":ref:");
        boolean inSubject = at >= 0 && isGlob(binding.subject().substring(at));
        return (inClaim || inSubject) && !binds(binding, GUARDED::contains)
                ? "A pattern over branches is bound: everybody who may push a branch can choose a name that fits."
                        + " Bind ref_protected to true as well."
                : null;
    }

    private static @Nullable String environment(Binding binding) {
        return binding.claims().containsKey("environment") && !binding.claims().containsKey("environment_protected")
                ? "An environment is bound without its protection: every job can claim the name of an environment that is not"
                        + " protected. Bind environment_protected to true as well."
                : null;
    }

    private static @Nullable String forks(Binding binding) {
        return binding.allowForkPipelines()
                ? "allowForkPipelines is on: what the author of a fork wrote gets in once a member starts its pipeline."
                : null;
    }

    private static boolean binds(Binding binding, Predicate<String> name) {
        return binding.claims().keySet().stream().anyMatch(name);
    }

    private static boolean isGlob(String text) {
        return GLOB.matcher(text).find();
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
