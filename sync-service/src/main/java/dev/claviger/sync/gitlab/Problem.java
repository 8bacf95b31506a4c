package dev.claviger.sync.gitlab;

import dev.claviger.kernel.Failure;

/** What GitLab's answer, or its silence, means. */
public enum Problem {
    RATE_LIMITED(Reach.RUN, "GitLab's rate limit is reached; the sync goes on later"),
    LOCKED(Reach.KEY, "another change of the variable is under way; the sync tries again later"),
    READ_ONLY(Reach.RUN, "GitLab is read-only for maintenance; the sync goes on later"),
    UNREACHABLE(Reach.KEY, "GitLab gave no answer; whether it did what was asked is settled by the next run"),
    SERVER_ERROR(Reach.KEY, "GitLab failed; whether it did what was asked is settled by the next run"),
    BAD_ANSWER(Reach.KEY, "GitLab's answer is not that of its API; check the URL and proxies in between"),
    BAD_PAGES(Reach.RUN, "GitLab's list changed or was cut while it was read; nothing is done with a part of it"),
    UNAUTHORIZED(Reach.RUN, "GitLab does not accept the token: it is wrong, expired or revoked; renew the connection"),
    SCOPE(Reach.RUN, "the token lacks the scope 'api'"),
    FORBIDDEN(Reach.RUN, "the token may not do this: projects need the role Maintainer, groups Owner"),
    GONE(Reach.RUN, "the project or group is gone, or the token does not see it"),
    MOVED(Reach.RUN, "the project or group has moved; find it again by its number"),
    NO_VARIABLE(Reach.KEY, "the variable is gone; the next run makes it again"),
    SEVERAL_SCOPES(Reach.KEY, "there are several variables of that key"),
    TAKEN(Reach.KEY, "somebody else made a variable of that key meanwhile; it stays as it is"),
    UNMASKABLE(
            Reach.KEY,
            "GitLab does not mask this value; older GitLab masks letters, digits and _ + = / @ : . ~ - only"),
    FULL(Reach.KEY, "the place has as many variables as it may"),
    HIDING_FIXED(Reach.KEY, "hiding cannot be changed for a variable that exists"),
    INVALID(Reach.KEY, "GitLab refuses the variable"),
    NOT_KEPT(Reach.RUN, "GitLab stored the variable with another scope or other flags than were asked for"),
    NO_TOKEN(Reach.KEY, "there is no such access token"),
    TOO_LONG_LIVED(Reach.KEY, "the instance limits how long access tokens live; choose a shorter lifetime"),
    NO_TOKENS_MADE(
            Reach.RUN,
            "whoever the connection's token belongs to may make no access tokens there. It takes a person with the"
                    + " role Maintainer in the project, or Owner in the group; tokens of projects and groups never may"),
    LEVEL_TOO_HIGH(Reach.KEY, "nobody can make an access token with a higher role than their own"),
    CHANGED_SINCE(Reach.KEY, "somebody changed the variable while the sync ran, so it stays");

    private final Reach reach;
    private final String text;

    Problem(Reach reach, String text) {
        this.reach = reach;
        this.text = text;
    }

    private enum Reach {
        KEY,
        RUN
    }

    public String text() {
        return text;
    }

    /** Whether the other keys of a run would meet it too. */
    public boolean endsTheRun() {
        return reach == Reach.RUN;
    }

    /** Whether GitLab may have done what was asked. */
    public boolean isUncertain() {
        return this == UNREACHABLE || this == SERVER_ERROR || this == BAD_ANSWER;
    }

    /** Whether it may be otherwise later, without anybody's doing. */
    public boolean mayPass() {
        return kind() != Failure.Kind.BAD_REQUEST;
    }

    /** Whether asking again soon may help and GitLab surely did nothing. */
    boolean isRepeatable() {
        return this == RATE_LIMITED || this == LOCKED;
    }

    /** Of the failure that tells of it. */
    public Failure.Kind kind() {
        return switch (this) {
            case RATE_LIMITED -> Failure.Kind.RATE_LIMITED;
            case LOCKED, READ_ONLY, UNREACHABLE, SERVER_ERROR, BAD_ANSWER, BAD_PAGES -> Failure.Kind.UNAVAILABLE;
            default -> Failure.Kind.BAD_REQUEST;
        };
    }
}
