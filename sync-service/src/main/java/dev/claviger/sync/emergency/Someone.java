package dev.claviger.sync.emergency;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;

/** Who did something, and in which job, as it is stored. */
record Someone(Actor actor, Provenance provenance) {

    static Someone of(Caller caller) {
        return new Someone(Actor.of(caller), caller.provenance());
    }

    JsonObject json() {
        return new JsonObject()
                .put("type", actor.type())
                .put("id", actor.id())
                .put("name", actor.name())
                .put("authMethod", actor.authMethod())
                .put("tokenId", actor.tokenId())
                .put("job", new JsonObject(Map.copyOf(provenance.facts())));
    }

    static Someone of(JsonObject stored) {
        Actor actor = new Actor(
                stored.getString("type"),
                stored.getString("id"),
                stored.getString("name"),
                stored.getString("authMethod"),
                stored.getString("tokenId"));
        Map<String, String> job = stored.getJsonObject("job").stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> String.valueOf(each.getValue())));
        return new Someone(actor, new Provenance(job));
    }
}
