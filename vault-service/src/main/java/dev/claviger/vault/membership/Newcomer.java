package dev.claviger.vault.membership;

import java.util.List;

/**
 * Somebody who is to come into a project.
 *
 * @param called the id of a machine identity, the user name of a person, the id or name of a group
 * @param roles slugs of roles that the project has or will have, at least one
 */
public record Newcomer(MemberKind kind, String called, List<String> roles) {
    public Newcomer {
        roles = List.copyOf(roles);
    }
}
