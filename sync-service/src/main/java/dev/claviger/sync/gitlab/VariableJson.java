package dev.claviger.sync.gitlab;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.OutboundAnswer;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.Exposure;
import dev.claviger.sync.plan.PresentVariable;
import dev.claviger.sync.plan.VariableId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Variables as GitLab writes them. Failures quote nothing. */
final class VariableJson {
    private VariableJson() {}

    static List<PresentVariable> list(OutboundAnswer answer) {
        try {
            return new JsonArray(answer.body())
                    .stream()
                            .map(JsonObject.class::cast)
                            .map(VariableJson::read)
                            .toList();
        } catch (DecodeException | ClassCastException unreadable) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
    }

    static PresentVariable one(OutboundAnswer answer) {
        try {
            return read(new JsonObject(answer.body()));
        } catch (DecodeException | ClassCastException unreadable) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
    }

    private static PresentVariable read(JsonObject row) {
        String key = row.getString("key");
        if (key == null) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
        String value = row.getString("value");
        var exposure = new Exposure(
                "file".equals(row.getString("variable_type")),
                row.getBoolean("protected", false),
                row.getBoolean("masked", false),
                row.getBoolean("hidden", false),
                row.getBoolean("raw", false));
        String description = row.getString("description");
        return new PresentVariable(
                new VariableId(key, row.getString("environment_scope", VariableId.EVERYWHERE)),
                value == null ? null : Secret.of(value),
                exposure,
                description == null ? "" : description);
    }

    /** Asks to hide only if it is wanted: groups take even a "no" for a "yes" (gitlab.md 0, fact 8). */
    static JsonObject toCreate(GitLabPlace place, DesiredVariable wanted) {
        JsonObject body = toUpdate(place, wanted).put("key", wanted.id().key());
        if (wanted.exposure().hidden()) {
            body.remove("masked");
            body.put("masked_and_hidden", true);
        }
        return body;
    }

    static JsonObject toUpdate(GitLabPlace place, DesiredVariable wanted) {
        Exposure exposure = wanted.exposure();
        var body = new JsonObject()
                .put("value", wanted.value().reveal())
                .put("variable_type", exposure.file() ? "file" : "env_var")
                .put("protected", exposure.guarded())
                .put("masked", exposure.masked())
                .put("raw", exposure.raw())
                .put("description", wanted.description());
        return place.hasScopes() ? body.put("environment_scope", wanted.id().scope()) : body;
    }

    /** Whether what GitLab stored is what was asked for, as far as it shows. */
    static boolean isKept(PresentVariable stored, DesiredVariable wanted) {
        Secret value = stored.value();
        return stored.id().equals(wanted.id())
                && stored.exposure().equals(wanted.exposure())
                && stored.description().equals(wanted.description())
                && (value == null ? wanted.exposure().hidden() : value.matches(wanted.value()));
    }
}
