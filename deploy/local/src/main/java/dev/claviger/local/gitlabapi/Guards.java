package dev.claviger.local.gitlabapi;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a project guards what its jobs are given.
 *
 * @param visibility {@code private}, {@code internal} or {@code public}
 * @param hasPublicJobs whether logs of jobs are shown to whoever sees the project
 * @param runsForks whether pipelines of merge requests from forks may run in it
 * @param protectedBranches names and patterns, and who may push
 * @param protectedTags names and patterns, and who may create
 * @param limitsJobTokens whether only projects on its list may come with a job token
 */
public record Guards(
        String visibility,
        boolean hasPublicJobs,
        boolean runsForks,
        String defaultBranch,
        List<Ref> protectedBranches,
        List<Ref> protectedTags,
        List<String> protectedEnvironments,
        boolean limitsJobTokens) {
    /** Those of a new project. */
    public static final Guards USUAL = new Guards("private", true, true, "main", List.of("main"), List.of(), true);

    /**
     * A name or pattern.
     *
     * @param level the role that is enough
     */
    public record Ref(String name, int level) {
        /** For maintainers, as GitLab protects unless told otherwise. */
        public static List<Ref> of(String... names) {
            return Stream.of(names)
                    .map(name -> new Ref(name, Places.MAINTAINER))
                    .toList();
        }
    }

    public Guards {
        protectedBranches = List.copyOf(protectedBranches);
        protectedTags = List.copyOf(protectedTags);
        protectedEnvironments = List.copyOf(protectedEnvironments);
    }

    /** With branches for maintainers, and no protected tags. */
    public Guards(
            String visibility,
            boolean hasPublicJobs,
            boolean runsForks,
            String defaultBranch,
            List<String> protectedBranches,
            List<String> protectedEnvironments,
            boolean limitsJobTokens) {
        this(
                visibility,
                hasPublicJobs,
                runsForks,
                defaultBranch,
                Ref.of(protectedBranches.toArray(String[]::new)),
                List.of(),
                protectedEnvironments,
                limitsJobTokens);
    }

    /** The same with other protected refs. */
    public Guards with(List<Ref> branches, List<Ref> tags) {
        return new Guards(
                visibility,
                hasPublicJobs,
                runsForks,
                defaultBranch,
                branches,
                tags,
                protectedEnvironments,
                limitsJobTokens);
    }
}
