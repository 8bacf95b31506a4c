package dev.claviger.vault.feed;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.stream.Stream;

/** What kind of thing changed. Those that clients may subscribe to have the names of http-api.md 9.6. */
public enum ChangeKind {
    SECRET_CREATE("secret:create"),
    SECRET_UPDATE("secret:update"),
    SECRET_DELETE("secret:delete"),
    /** What a folder imports. */
    IMPORT_MUTATION("secret:import-mutation"),
    FOLDER_CREATE("folder:create"),
    /** A folder has another name or description; what lies below has moved along. */
    FOLDER_UPDATE("folder:update"),
    FOLDER_DELETE("folder:delete"),
    ENVIRONMENT_CREATE("environment:create"),
    ENVIRONMENT_UPDATE("environment:update"),
    ENVIRONMENT_DELETE("environment:delete"),
    PROJECT_UPDATE("project:update"),
    PROJECT_DELETE("project:delete");

    private final String text;

    ChangeKind(String text) {
        this.text = text;
    }

    @JsonValue
    public String text() {
        return text;
    }

    /** Empty for a text that is none of them. */
    public static Optional<ChangeKind> find(String text) {
        return Stream.of(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    @JsonCreator
    static ChangeKind read(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("unknown kind of change"));
    }
}
