package dev.claviger.local.gitlabapi;

import java.util.List;

/**
 * How a project guards what its jobs are given.
 *
 * @param visibility {@code private}, {@code internal} or {@code public}
 * @param hasPublicJobs whether logs of jobs are shown to whoever sees the project
 * @param runsForks whether pipelines of merge requests from forks may run in it
 * @param protectedBranches names and patterns
 * @param limitsJobTokens whether only projects on its list may come with a job token
 */
public record Guards(
        String visibility,
        boolean hasPublicJobs,
        boolean runsForks,
        String defaultBranch,
        List<String> protectedBranches,
        List<String> protectedEnvironments,
        boolean limitsJobTokens) {
    /** Those of a new project. */
    public static final Guards USUAL = new Guards("private", true, true, "main", List.of("main"), List.of(), true);

    public Guards {
        protectedBranches = List.copyOf(protectedBranches);
        protectedEnvironments = List.copyOf(protectedEnvironments);
    }
}
