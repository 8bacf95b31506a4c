package dev.claviger.vault.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.vault.membership.MemberKind;
import dev.claviger.vault.membership.Newcomer;
import dev.claviger.vault.project.Blueprint;
import dev.claviger.vault.role.RoleDraft;
import java.util.List;
import java.util.stream.Stream;

/** What projects get from a template, checked; the names are those of the API. */
record Content(
        List<Role> roles,
        List<Environment> environments,
        List<Identity> identities,
        List<User> users,
        List<Group> groups) {
    /** The environments of a project for which nobody says anything else. */
    static final List<Environment> USUAL = List.of(
            new Environment("Development", "dev", 1),
            new Environment("Staging", "staging", 2),
            new Environment("Production", "prod", 3));

    /** A role that the project gets. */
    record Role(String name, String slug, JsonNode permissions) {}

    /** An environment; positions are 1, 2, 3. */
    record Environment(String name, String slug, int position) {}

    /** A machine identity and its roles. */
    record Identity(String identityId, List<String> roles) {}

    /** A person and their roles. */
    record User(String username, List<String> roles) {}

    /** A group and its roles. */
    record Group(String groupSlug, List<String> roles) {}

    List<RoleDraft> drafts() {
        return roles.stream()
                .map(role -> RoleDraft.check(role.slug(), role.name(), role.permissions()))
                .toList();
    }

    List<Blueprint.Environment> stages() {
        return environments.stream()
                .map(each -> new Blueprint.Environment(each.name(), each.slug()))
                .toList();
    }

    List<Newcomer> newcomers() {
        return Stream.of(
                        identities.stream()
                                .map(each -> new Newcomer(MemberKind.IDENTITY, each.identityId(), each.roles())),
                        users.stream().map(each -> new Newcomer(MemberKind.USER, each.username(), each.roles())),
                        groups.stream().map(each -> new Newcomer(MemberKind.GROUP, each.groupSlug(), each.roles())))
                .flatMap(kind -> kind)
                .toList();
    }
}
