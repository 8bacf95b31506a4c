package dev.claviger.local.gitlabapi;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** All that the instance knows. Not thread-safe: {@link GitLabApi} lets one in at a time. */
final class World {
    private final Settings settings = new Settings();
    private final Places places = new Places();
    private final TokenBook tokens;
    private final OAuth oauth;
    private final VariableBook instanceVariables = new VariableBook(Level.INSTANCE, settings);
    private final Map<Long, String> users = new HashMap<>();
    private final Set<Long> administrators = new HashSet<>();
    private long lastBot = 10_000;

    World(Clock clock) {
        this.tokens = new TokenBook(settings, clock);
        this.oauth = new OAuth(tokens, clock);
    }

    Settings settings() {
        return settings;
    }

    Places places() {
        return places;
    }

    TokenBook tokens() {
        return tokens;
    }

    OAuth oauth() {
        return oauth;
    }

    VariableBook instanceVariables() {
        return instanceVariables;
    }

    /** A bot, with a role in a place; its number. */
    long addBot(Place place, int role) {
        long bot = ++lastBot;
        addUser(bot, "%s_%d_bot".formatted(place.level.name().toLowerCase(Locale.ROOT), place.id), false);
        places.grant(bot, place, role);
        return bot;
    }

    /** The role of whoever presents it in a place. */
    int role(Token token, Place place) {
        return isAdministrator(token.userId()) ? Places.OWNER : places.role(token.userId(), place);
    }

    void addUser(long id, String name, boolean isAdministrator) {
        users.put(id, name);
        if (isAdministrator) {
            administrators.add(id);
        }
    }

    Set<Long> users() {
        return users.keySet();
    }

    boolean isAdministrator(long userId) {
        return administrators.contains(userId);
    }

    String userName(long userId) {
        return users.getOrDefault(userId, "user" + userId);
    }
}
