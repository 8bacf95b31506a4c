package dev.claviger.sync;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.GitLabApi;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** One GitLab for all tests: its keys take seconds to make. */
public final class SharedGitLab {
    public static final GitLabSimulator GITLAB = GitLabSimulator.start(Clock.systemUTC());
    private static final AtomicLong PLACES = new AtomicLong(1_000);

    private SharedGitLab() {}

    /** A project of one's own, in which the maintainer is one. */
    public static long newProject() {
        long id = PLACES.incrementAndGet();
        GITLAB.api().addProject(id, "harbour/p" + id);
        GITLAB.api().grant(GitLabApi.MAINTAINER, id, 40);
        return id;
    }
}
