package dev.claviger.sync.gitlab;

/**
 * A protected branch or tag: jobs on it are given protected variables, and their ID token says {@code ref_protected}.
 *
 * @param name or pattern
 * @param isOpenToDevelopers whether the role Developer is enough to push the branch or create the tag
 */
public record ProtectedRef(String name, boolean isOpenToDevelopers) {
    /** Whether every name fits. */
    public boolean isAll() {
        return name.equals("*");
    }
}
