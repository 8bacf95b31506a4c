package dev.claviger.sync.rotationtarget;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.connection.Connection;
import dev.claviger.sync.connection.GitLabAccesses;
import dev.claviger.sync.gitlab.AccessTokenClient;
import dev.claviger.sync.gitlab.AccessTokenClient.Found;
import dev.claviger.sync.gitlab.GitLabAccess;
import dev.claviger.sync.gitlab.GitLabClient;
import dev.claviger.sync.gitlab.GitLabRefused;
import dev.claviger.sync.gitlab.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Access tokens of GitLab. GitLab says a token once, in the answer that makes it, so each gets a name of its own beforehand: a token of that
 * name whose text nobody heard is found again, ended, and another one made. The token before is ended by us when its time has come.
 */
@ApplicationScoped
class GitLabTokenTarget implements RotationTarget {
    private static final String NAME = "name";
    private static final String ID = "id";
    private static final String TOKEN = "token";
    private static final String MARKS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int MARK_LENGTH = 12;

    /** After these it is not us who end it, but the token itself: also of a project that we do not see any more. */
    private static final Set<Problem> NOT_OURS =
            Set.of(Problem.UNAUTHORIZED, Problem.FORBIDDEN, Problem.SCOPE, Problem.GONE, Problem.INVALID);

    private final GitLabAccesses accesses;
    private final GitLabClient gitlab;
    private final RandomGenerator chance;
    private final Clock clock;

    GitLabTokenTarget(GitLabAccesses accesses, GitLabClient gitlab, RandomGenerator chance, Clock clock) {
        this.accesses = accesses;
        this.gitlab = gitlab;
        this.chance = chance;
        this.clock = clock;
    }

    /** A name, which no other token has. */
    @Override
    public Generated draw(RotationParameters parameters, int slot) {
        StringBuilder mark = new StringBuilder();
        for (int i = 0; i < MARK_LENGTH; i++) {
            mark.append(MARKS.charAt(chance.nextInt(MARKS.length())));
        }
        return new Generated(Map.of(NAME, Secret.of(rules(parameters).name() + " " + mark)));
    }

    private static TokenRules rules(RotationParameters parameters) {
        return Objects.requireNonNull(parameters.token(), "a rotation of tokens has rules for them");
    }

    /** One that is there and works stays. */
    @Override
    public Uni<Generated> set(At at, Generated fresh) {
        return access(at)
                .chain(access -> works(access, fresh)
                        .chain(works -> works ? Uni.createFrom().item(fresh) : make(at, access, fresh)))
                .onFailure(GitLabRefused.class)
                .transform(refused -> refused("No access token was made in GitLab", refused));
    }

    private Uni<Generated> make(At at, GitLabAccess access, Generated fresh) {
        TokenRules rules = rules(at.parameters());
        return endNamed(rules, access, fresh)
                .chain(() -> client(access).create(rules.toCreate(), wish(rules, fresh)))
                .map(made -> {
                    Map<String, Secret> parts = new LinkedHashMap<>(fresh.parts());
                    parts.put(ID, Secret.of(made.id()));
                    parts.put(TOKEN, made.token());
                    return new Generated(parts);
                });
    }

    private JsonObject wish(TokenRules rules, Generated fresh) {
        LocalDate end = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .plusDays(Objects.requireNonNull(rules.lifetimeDays()));
        JsonObject wish = new JsonObject()
                .put("name", fresh.part(NAME).reveal())
                .put("scopes", new JsonArray(List.copyOf(Objects.requireNonNull(rules.scopes()))))
                .put("expires_at", end.toString());
        return rules.accessLevel() == null ? wish : wish.put("access_level", rules.accessLevel());
    }

    @Override
    public Uni<Void> prove(At at, Generated fresh) {
        List<String> wanted = Objects.requireNonNull(rules(at.parameters()).scopes());
        return access(at)
                .chain(access -> client(as(access, fresh)).self())
                .onFailure(GitLabRefused.class)
                .transform(refused -> unproved(refused))
                .invoke(self -> {
                    if (!self.isActive() || !self.scopes().containsAll(wanted)) {
                        throw new NotProved("GitLab made an access token that is not what was asked for.");
                    }
                })
                .replaceWithVoid();
    }

    private static RuntimeException unproved(GitLabRefused refused) {
        return refused.problem() == Problem.UNAUTHORIZED
                ? new NotProved("GitLab does not take the access token that it has just made.")
                : refused("The new access token was not tried", refused);
    }

    /** By whoever made it, and by itself where that one may not any more. Of one whose text nobody heard all of its name. */
    @Override
    public Uni<Void> revoke(At at, Generated old) {
        TokenRules rules = rules(at.parameters());
        return access(at)
                .chain(access -> old.parts().containsKey(TOKEN)
                        ? client(access)
                                .end(rules.toEnd(old.part(ID).reveal()))
                                .onFailure(GitLabTokenTarget::isNotOurs)
                                .recoverWithUni(() -> client(as(access, old)).endSelf())
                        : endNamed(rules, access, old))
                .onFailure(GitLabRefused.class)
                .transform(refused -> refused("An access token was not ended", refused));
    }

    private static boolean isNotOurs(Throwable failed) {
        return failed instanceof GitLabRefused refused && NOT_OURS.contains(refused.problem());
    }

    private Uni<Void> endNamed(TokenRules rules, GitLabAccess access, Generated named) {
        return named(rules, access, named)
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUniAndConcatenate(found -> client(access)
                        .end(rules.toEnd(found.id()))
                        .onFailure(GitLabTokenTarget::isGone)
                        .recoverWithNull())
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** None where the project or group is gone: nobody was ever told one of them. */
    private Uni<List<Found>> named(TokenRules rules, GitLabAccess access, Generated named) {
        String name = named.part(NAME).reveal();
        String mark = name.substring(name.lastIndexOf(' ') + 1);
        return client(access)
                .list(page -> rules.toList(mark, page))
                .map(all ->
                        all.stream().filter(found -> found.name().equals(name)).toList())
                .onFailure(GitLabTokenTarget::isGone)
                .recoverWithItem(List.of());
    }

    private static boolean isGone(Throwable failed) {
        return failed instanceof GitLabRefused refused && refused.problem() == Problem.GONE;
    }

    @Override
    public Uni<Boolean> isTaken(At at, Generated old) {
        return access(at)
                .chain(access -> old.parts().containsKey(TOKEN)
                        ? works(access, old)
                        : named(rules(at.parameters()), access, old).map(found -> !found.isEmpty()))
                .onFailure(GitLabRefused.class)
                .transform(refused -> refused("Nobody can tell whether an old access token works", refused));
    }

    private Uni<Boolean> works(GitLabAccess access, Generated token) {
        return token.parts().containsKey(TOKEN)
                ? client(as(access, token))
                        .self()
                        .map(AccessTokenClient.Self::isActive)
                        .onFailure(failed ->
                                failed instanceof GitLabRefused refused && refused.problem() == Problem.UNAUTHORIZED)
                        .recoverWithItem(false)
                : Uni.createFrom().item(false);
    }

    private static TargetRefused refused(String what, GitLabRefused refused) {
        return new TargetRefused(
                refused.problem().mayPass(),
                "%s: %s.".formatted(what, refused.problem().text()));
    }

    private AccessTokenClient client(GitLabAccess access) {
        return new AccessTokenClient(gitlab, access);
    }

    private static GitLabAccess as(GitLabAccess access, Generated token) {
        return new GitLabAccess(access.base(), token.part(TOKEN), access.caCert());
    }

    private Uni<GitLabAccess> access(At at) {
        Connection connection = Objects.requireNonNull(at.connection(), "a rotation of tokens has a connection");
        return accesses.of(connection)
                .map(access -> new GitLabAccess(access.base(), access.token(), access.caCertificate()));
    }
}
