package dev.claviger.vault.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.secret.EventParts;
import dev.claviger.vault.secret.View;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what was read into an answer, and lets it out once it is recorded. */
@ApplicationScoped
class Answers {
    private static final Base64.Encoder TAG = Base64.getUrlEncoder().withoutPadding();

    private final ObjectMapper json;
    private final Outbox outbox;
    private final EventParts parts;

    Answers(ObjectMapper json, Outbox outbox, EventParts parts) {
        this.json = json;
        this.outbox = outbox;
        this.parts = parts;
    }

    /**
     * Completes when the event is durable. The tag is a function of the bytes alone, so what the caller may see is part of it. Fails as
     * the outbox fails, and then there is no answer.
     *
     * @param body bytes are sent as they are, everything else as JSON
     * @param read the secret versions whose values are in the body
     */
    Uni<Answer> give(View view, Object body, AccessEvent event, List<SecretRef> read, @Nullable String ifNoneMatch) {
        byte[] bytes = body instanceof byte[] ready ? ready : bytes(body);
        Answer answer = Answer.of(bytes, '"' + TAG.encodeToString(view.tag(bytes)) + '"', ifNoneMatch);
        List<AccessEvent> events = answer.isKnown()
                ? List.of(parts.marked(event.with("notModified", true), read))
                : events(view, event, read);
        return outbox.record(events).replaceWith(answer);
    }

    /** One event for the project that was asked, and one for each project from which references drew. */
    private List<AccessEvent> events(View view, AccessEvent event, List<SecretRef> read) {
        UUID asked = view.project().id();
        Map<UUID, List<SecretRef>> byProject =
                read.stream().collect(Collectors.groupingBy(view::projectOf, LinkedHashMap::new, Collectors.toList()));
        List<AccessEvent> events = new ArrayList<>(parts.about(event, byProject.getOrDefault(asked, List.of())));
        byProject.forEach((project, secrets) -> {
            if (!project.equals(asked)) {
                AccessEvent drawn = drawnFrom(project, asked, event).with("grantIds", view.grantsOf(secrets));
                events.addAll(parts.about(drawn, secrets));
            }
        });
        return events;
    }

    private AccessEvent drawnFrom(UUID project, UUID asked, AccessEvent event) {
        return parts.withOwnId(event).in(project, null, null).with("referencedFromProjectId", asked);
    }

    private byte[] bytes(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written", e);
        }
    }
}
