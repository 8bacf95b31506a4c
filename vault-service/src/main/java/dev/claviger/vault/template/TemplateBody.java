package dev.claviger.vault.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.permission.BuiltInRole;
import dev.claviger.vault.project.Blueprints;
import dev.claviger.vault.role.RoleDraft;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request says about a template; what is absent is null, and stays as it is in a change. */
record TemplateBody(
        @Nullable String name,
        @Nullable String description,
        @Nullable String type,
        @Nullable List<@Nullable RoleBody> roles,
        @Nullable List<@Nullable EnvironmentBody> environments,
        @Nullable List<@Nullable IdentityBody> identities,
        @Nullable List<@Nullable UserBody> users,
        @Nullable List<@Nullable GroupBody> groups) {
    static final TemplateBody EMPTY = new TemplateBody(null, null, null, null, null, null, null, null);
    static final String TYPE = "secret-manager";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_NAME = 64;
    private static final int MAX_DESCRIPTION = 1_024;
    private static final int MAX_STAGE_NAME = 64;
    private static final int MAX_ENTRIES = 100;
    private static final int MAX_ROLES_EACH = 20;

    /** A role. */
    record RoleBody(
            @Nullable String name,
            @Nullable String slug,
            @Nullable JsonNode permissions) {}

    /** An environment. */
    record EnvironmentBody(
            @Nullable String name,
            @Nullable String slug,
            @Nullable Integer position) {}

    /** A machine identity. */
    record IdentityBody(
            @Nullable String identityId, @Nullable List<@Nullable String> roles) {}

    /** A person. */
    record UserBody(@Nullable String username, @Nullable List<@Nullable String> roles) {}

    /** A group. */
    record GroupBody(@Nullable String groupSlug, @Nullable List<@Nullable String> roles) {}

    /** A template in order. */
    record Wanted(String name, String description, Content content) {}

    /** A new one: the usual three environments where none are named. Throws {@link InvalidInput}. */
    Wanted fresh() {
        return on("", "", new Content(List.of(), Content.USUAL, List.of(), List.of(), List.of()));
    }

    /** A changed one. Throws {@link InvalidInput}. */
    Wanted on(String oldName, String oldDescription, Content old) {
        Validation input = new Validation();
        input.check(
                type == null || type.isBlank() || type.equals(TYPE),
                "type",
                "There are only templates of the type 'secret-manager'");
        String newName = name == null ? oldName : name.strip().toLowerCase(Locale.ROOT);
        input.check(
                newName.length() <= MAX_NAME && NAME.matcher(newName).matches(),
                "name",
                "Must be 1 to 64 letters, digits and single hyphens between them");
        input.check(!newName.equals(Blueprints.DEFAULT), "name", "The template 'default' is built in");
        String newDescription = description == null ? oldDescription : description;
        input.check(newDescription.length() <= MAX_DESCRIPTION, "description", "Must be at most 1024 characters");
        input.check(newDescription.indexOf('\0') < 0, "description", "Must not contain a NUL character");
        input.done();
        Content content = new Content(
                roles == null ? old.roles() : checkedRoles(roles),
                environments == null ? old.environments() : checkedEnvironments(environments),
                identities == null
                        ? old.identities()
                        : each(
                                "identities",
                                identities,
                                IdentityBody::identityId,
                                (named, body) -> new Content.Identity(named, roles("identities", body.roles()))),
                users == null
                        ? old.users()
                        : each(
                                "users",
                                users,
                                UserBody::username,
                                (named, body) -> new Content.User(named, roles("users", body.roles()))),
                groups == null
                        ? old.groups()
                        : each(
                                "groups",
                                groups,
                                GroupBody::groupSlug,
                                (named, body) -> new Content.Group(named, roles("groups", body.roles()))));
        requireRoles(content);
        return new Wanted(newName, newDescription, content);
    }

    private static List<Content.Role> checkedRoles(List<@Nullable RoleBody> given) {
        return each("roles", given, RoleBody::slug, (slug, body) -> {
            RoleDraft draft = RoleDraft.check(slug, body.name(), body.permissions());
            return new Content.Role(draft.name(), draft.slug(), Objects.requireNonNull(body.permissions()));
        });
    }

    private static List<Content.Environment> checkedEnvironments(List<@Nullable EnvironmentBody> given) {
        List<EnvironmentBody> ordered = new ArrayList<>(complete("environments", given));
        ordered.sort(Comparator.comparingInt(body -> body.position() == null ? Integer.MAX_VALUE : body.position()));
        List<Content.Environment> checked = new ArrayList<>();
        Set<String> slugs = new HashSet<>();
        for (EnvironmentBody body : ordered) {
            Validation input = new Validation();
            String stage = input.text("environments.name", body.name()).strip();
            input.check(stage.length() <= MAX_STAGE_NAME, "environments.name", "Must be at most 64 characters");
            input.done();
            String slug =
                    EnvironmentSlug.parse("environments.slug", body.slug()).text();
            requireNew("environments", slugs, slug);
            checked.add(new Content.Environment(stage, slug, checked.size() + 1));
        }
        return checked;
    }

    /** What to make of one entry and its name. */
    private interface Check<B, C> {
        C check(String named, B body);
    }

    private static <B, C> List<C> each(
            String field, List<@Nullable B> given, Function<B, @Nullable String> naming, Check<B, C> check) {
        Set<String> seen = new HashSet<>();
        List<C> checked = new ArrayList<>();
        for (B body : complete(field, given)) {
            @Nullable String named = naming.apply(body);
            if (named == null || named.isBlank()) {
                throw InvalidInput.of(field, "Every entry needs a name");
            }
            requireNew(field, seen, named.strip().toLowerCase(Locale.ROOT));
            checked.add(check.check(named.strip(), body));
        }
        return checked;
    }

    private static <B> List<B> complete(String field, List<@Nullable B> given) {
        if (given.size() > MAX_ENTRIES || given.contains(null)) {
            throw InvalidInput.of(field, "Must be at most %d entries".formatted(MAX_ENTRIES));
        }
        return given.stream().map(Objects::requireNonNull).toList();
    }

    private static void requireNew(String field, Set<String> seen, String named) {
        if (!seen.add(named)) {
            throw InvalidInput.of(field, "'%s' is there twice".formatted(named));
        }
    }

    private static List<String> roles(String field, @Nullable List<@Nullable String> given) {
        List<String> slugs = given == null
                ? List.of()
                : given.stream()
                        .filter(Objects::nonNull)
                        .map(slug -> slug.strip().toLowerCase(Locale.ROOT))
                        .filter(slug -> !slug.isEmpty())
                        .distinct()
                        .toList();
        if (slugs.isEmpty() || slugs.size() > MAX_ROLES_EACH) {
            throw InvalidInput.of(field + ".roles", "Must be 1 to %d roles".formatted(MAX_ROLES_EACH));
        }
        return slugs;
    }

    /** Members get roles that every project has, or that the template brings along. */
    private static void requireRoles(Content content) {
        Set<String> made = new HashSet<>();
        content.roles().forEach(role -> made.add(role.slug()));
        content.newcomers().stream()
                .flatMap(newcomer -> newcomer.roles().stream())
                .filter(slug -> BuiltInRole.bySlug(slug).isEmpty() && !made.contains(slug))
                .findFirst()
                .ifPresent(unknown -> {
                    throw InvalidInput.of(
                            "roles",
                            "A member has the role '%s', which the template does not have"
                                    .formatted(
                                            unknown.length() <= MAX_NAME ? unknown : unknown.substring(0, MAX_NAME)));
                });
    }
}
