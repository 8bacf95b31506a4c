package dev.claviger.local.gitlabapi;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
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

    World(Clock clock) {
        this.tokens = new TokenBook(clock);
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

    void addUser(long id, String name, boolean isAdministrator) {
        users.put(id, name);
        if (isAdministrator) {
            administrators.add(id);
        }
    }

    boolean isAdministrator(long userId) {
        return administrators.contains(userId);
    }

    String userName(long userId) {
        return users.getOrDefault(userId, "user" + userId);
    }
}
