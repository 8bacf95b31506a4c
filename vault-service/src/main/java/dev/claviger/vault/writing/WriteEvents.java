package dev.claviger.vault.writing;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.EventParts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the events of a write say (http-api.md 9.3). */
@ApplicationScoped
class WriteEvents {
    private static final String MANY = "s";
    private static final Set<String> ABOUT_ONE = Set.of("create-secret", "update-secret", "delete-secret");

    private final EventParts parts;

    WriteEvents(EventParts parts) {
        this.parts = parts;
    }

    /** One event, or two where an update also created secrets. The attempt's own name tells whether it was about one or many. */
    List<AccessEvent> of(Plan plan, FolderImage.Folder folder, AccessEvent attempt) {
        List<AccessEvent> events = new ArrayList<>();
        events.addAll(ofOneType(plan.shared(), folder, attempt));
        events.addAll(ofOneType(plan.personal(), folder, attempt.with("type", "personal")));
        return events.isEmpty() ? List.of(attempt.with("secrets", List.of())) : events;
    }

    private List<AccessEvent> ofOneType(Plan plan, FolderImage.Folder folder, AccessEvent attempt) {
        List<AccessEvent> events = new ArrayList<>();
        boolean many = !ABOUT_ONE.contains(attempt.name());
        events.addAll(of("create-secret", plan.created(), folder, attempt, many));
        events.addAll(of("update-secret", plan.updated(), folder, attempt, many));
        events.addAll(of("delete-secret", plan.deleted(), folder, attempt, many));
        return events;
    }

    private List<AccessEvent> of(
            String name, List<StoredSecret> secrets, FolderImage.Folder folder, AccessEvent attempt, boolean many) {
        if (secrets.isEmpty()) {
            return List.of();
        }
        List<SecretRef> refs = secrets.stream()
                .map(secret -> new Entry(folder, secret, false).ref())
                .toList();
        AccessEvent own = parts.withOwnId(attempt);
        return many
                ? parts.about(own.named(name + MANY), refs, WriteEvents::aboutMany)
                : List.of(aboutOne(parts.marked(own.named(name), refs), refs.getFirst()));
    }

    private static AccessEvent aboutOne(AccessEvent event, SecretRef secret) {
        AccessEvent about = event.about(List.of(secret));
        for (Map.Entry<String, Object> fact : facts(secret).entrySet()) {
            about = about.with(fact.getKey(), fact.getValue());
        }
        return about;
    }

    static AccessEvent aboutMany(AccessEvent event, List<SecretRef> secrets) {
        return event.about(secrets)
                .with("secrets", secrets.stream().map(WriteEvents::facts).toList());
    }

    private static Map<String, Object> facts(SecretRef secret) {
        return Map.of("secretId", secret.id(), "secretKey", secret.key(), "secretVersion", secret.version());
    }
}
