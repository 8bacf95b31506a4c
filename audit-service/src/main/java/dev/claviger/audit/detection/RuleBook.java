package dev.claviger.audit.detection;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** All rules, from {@code detection-rules.json}. */
@ApplicationScoped
class RuleBook {
    private final Book book = read();

    /** The file. */
    record Book(String attackVersion, List<DetectionRule> rules) {
        Book {
            rules = List.copyOf(rules);
        }
    }

    String attackVersion() {
        return book.attackVersion();
    }

    List<DetectionRule> rules() {
        return book.rules();
    }

    Optional<DetectionRule> find(String id) {
        return book.rules().stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    private static Book read() {
        try (InputStream file = Objects.requireNonNull(RuleBook.class.getResourceAsStream("/detection-rules.json"))) {
            return new ObjectMapper().readValue(file, Book.class);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("detection-rules.json cannot be read", unreadable);
        }
    }
}
