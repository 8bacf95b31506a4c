package dev.claviger.sync.exposure;

import java.util.List;

/**
 * One way in. It names secrets and holds no value.
 *
 * @param code stable, for those who want to let some pass
 * @param subject the identity, sync or setting it is about
 * @param secrets names of variables, or, of an identity, the secrets that it may read
 * @param remedy what to do
 */
record Finding(Code code, Severity severity, String subject, List<String> secrets, String text, String remedy) {
    Finding {
        secrets = List.copyOf(secrets);
    }

    /** How bad it is. */
    enum Severity {
        CRITICAL,
        HIGH,
        MEDIUM,
        LOW
    }

    /** What it is. Never renamed, never used for something else. */
    enum Code {
        VARIABLE_REACHES_ALL_BRANCHES,
        VARIABLE_REACHES_FORKS,
        VARIABLE_REACHES_UNPROTECTED_ENVIRONMENT,
        VARIABLE_IN_LOGS,
        ALL_BRANCHES_PROTECTED,
        DEVELOPERS_PUSH_PROTECTED,
        DEVELOPERS_TAG_PROTECTED,
        ALL_TAGS_PROTECTED,
        DEFAULT_BRANCH_UNPROTECTED,
        PUBLIC_JOBS,
        JOB_TOKENS_UNLIMITED,
        IDENTITY_ADMITS_ALL_PROJECTS,
        IDENTITY_ADMITS_ALL_BRANCHES,
        IDENTITY_ADMITS_FORKS,
        IDENTITY_ADMITS_UNPROTECTED_ENVIRONMENT,
        IDENTITY_BOUND_BY_PATH
    }
}
