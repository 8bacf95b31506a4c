package dev.claviger.sync.gitlab;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.OutboundAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Access tokens, and what a token says of itself. Every failure is a {@link GitLabRefused}. */
public final class AccessTokenClient {
    private static final String SELF = "/personal_access_tokens/self";
    private static final int MOST_PAGES = 1_000;

    private final GitLabClient gitlab;
    private final GitLabAccess access;

    public AccessTokenClient(GitLabClient gitlab, GitLabAccess access) {
        this.gitlab = gitlab;
        this.access = access;
    }

    /** A token that was just made. */
    public record Made(String id, Secret token) {}

    /** One of a list. */
    public record Found(String id, String name) {}

    /** What a token says of itself. */
    public record Self(boolean isActive, List<String> scopes) {
        public Self {
            scopes = List.copyOf(scopes);
        }
    }

    /** It is not tried twice: of what was made without our hearing of it, only the name is known. */
    public Uni<Made> create(String path, JsonObject wish) {
        return gitlab.post(access, path, wish)
                .map(answer -> read(() -> {
                    JsonObject made = new JsonObject(answer.body());
                    return new Made(text(made.getLong("id")), Secret.of(text(made.getString("token"))));
                }));
    }

    /** All of them, page by page. */
    public Uni<List<Found>> list(IntFunction<String> path) {
        return list(path, 1, new ArrayList<>());
    }

    private Uni<List<Found>> list(IntFunction<String> path, int page, List<Found> all) {
        return gitlab.get(access, path.apply(page)).chain(answer -> {
            all.addAll(read(() -> found(answer)));
            @Nullable String next = answer.headers().get("X-Next-Page");
            return next == null || next.isBlank() || page == MOST_PAGES
                    ? Uni.createFrom().item(List.copyOf(all))
                    : list(path, page + 1, all);
        });
    }

    private static List<Found> found(OutboundAnswer answer) {
        JsonArray rows = new JsonArray(answer.body());
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            JsonObject row = rows.getJsonObject(i);
            boolean isOver = Boolean.FALSE.equals(row.getBoolean("active"));
            if (!isOver) {
                found.add(new Found(text(row.getLong("id")), text(row.getString("name"))));
            }
        }
        return found;
    }

    /** One that is gone is ended. Whether those are of a project or group that is not seen any more, nobody can tell: {@link Problem#GONE}. */
    public Uni<Void> end(String path) {
        return gitlab.delete(access, path)
                .replaceWithVoid()
                .onFailure(failed -> failed instanceof GitLabRefused refused && refused.problem() == Problem.NO_TOKEN)
                .recoverWithNull();
    }

    /** Ends the token that we come with. One that is not taken any more is ended. */
    public Uni<Void> endSelf() {
        return gitlab.delete(access, SELF)
                .replaceWithVoid()
                .onFailure(
                        failed -> failed instanceof GitLabRefused refused && refused.problem() == Problem.UNAUTHORIZED)
                .recoverWithNull();
    }

    /** Every token may ask this, whatever its scopes. */
    public Uni<Self> self() {
        return gitlab.get(access, SELF)
                .map(answer -> read(() -> {
                    JsonObject self = new JsonObject(answer.body());
                    List<String> scopes = self.getJsonArray("scopes", new JsonArray()).stream()
                            .map(String::valueOf)
                            .toList();
                    boolean isActive = Boolean.TRUE.equals(self.getBoolean("active"))
                            && !Boolean.TRUE.equals(self.getBoolean("revoked"));
                    return new Self(isActive, scopes);
                }));
    }

    private static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (DecodeException | ClassCastException unreadable) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
    }

    private static String text(@Nullable Object part) {
        if (part == null) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
        return part.toString();
    }
}
