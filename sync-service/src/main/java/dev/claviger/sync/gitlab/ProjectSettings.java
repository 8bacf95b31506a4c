package dev.claviger.sync.gitlab;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a project guards what its jobs are given, as GitLab shows it to a maintainer.
 *
 * @param visibility {@code private}, {@code internal} or {@code public}
 * @param hasPublicJobs whether logs and artifacts of jobs are shown to whoever sees the project
 * @param runsForks whether pipelines of merge requests from forks may run in it, with its variables
 * @param defaultBranch empty before the first commit
 * @param protectedTags null where GitLab does not tell
 * @param groups those above it, which give it their variables; null where GitLab does not tell
 * @param protectedEnvironments names; null where GitLab does not tell, as in its free tier
 * @param limitsJobTokens whether only projects on its list may come with a job token; null where GitLab does not tell
 */
public record ProjectSettings(
        long id,
        String path,
        String visibility,
        boolean hasPublicJobs,
        boolean runsForks,
        String defaultBranch,
        List<ProtectedRef> protectedBranches,
        @Nullable List<ProtectedRef> protectedTags,
        @Nullable List<GitLabTarget> groups,
        @Nullable List<String> protectedEnvironments,
        @Nullable Boolean limitsJobTokens) {}
