package dev.claviger.kernel.event;

import dev.claviger.kernel.caller.Caller;

/** Who acted, with the types of http-api.md 9.2. Ids and names are empty where nobody was identified. */
public record Actor(String type, String id, String name, String authMethod, String tokenId) {

    /** Nobody in particular: a public route, or credentials that were refused. */
    public static final Actor UNKNOWN = new Actor("unknownUser", "", "", "", "");

    /** Claviger itself. */
    public static final Actor PLATFORM = new Actor("platform", "", "", "", "");

    public static Actor of(Caller caller) {
        return new Actor(
                caller.kind().text(),
                caller.id().toString(),
                caller.name(),
                caller.authMethod(),
                caller.tokenId().toString());
    }
}
