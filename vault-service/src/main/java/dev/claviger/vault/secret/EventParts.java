package dev.claviger.vault.secret;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Keeps events within what a broker takes in one message.
 *
 * <p>One access is one event, unless it is about so many secrets that their names alone would be too long; then it is several, numbered
 * in the metadata {@code part} of {@code parts}.
 */
@ApplicationScoped
public class EventParts {
    private static final int MAX_LENGTH = 300_000;
    private static final int OVERHEAD = 200;

    private static final String HONEYTOKEN = "honeytoken";

    private final Ids ids;
    private final Decoys decoys;

    EventParts(Ids ids, Decoys decoys) {
        this.ids = ids;
        this.decoys = decoys;
    }

    /** The event about these secrets. */
    public List<AccessEvent> about(AccessEvent event, List<SecretRef> secrets) {
        return about(event, secrets, AccessEvent::about);
    }

    /** The event about these secrets, said by the given function for each part of them. */
    public List<AccessEvent> about(
            AccessEvent event, List<SecretRef> secrets, BiFunction<AccessEvent, List<SecretRef>, AccessEvent> say) {
        List<List<SecretRef>> parts = parts(secrets);
        if (parts.size() == 1) {
            return List.of(say.apply(marked(event, secrets), secrets));
        }
        List<AccessEvent> events = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            AccessEvent numbered = withOwnId(event).with("part", part + 1).with("parts", parts.size());
            events.add(say.apply(marked(numbered, parts.get(part)), parts.get(part)));
        }
        return events;
    }

    /** Says so where one of the secrets is a decoy. */
    public AccessEvent marked(AccessEvent event, List<SecretRef> secrets) {
        return decoys.include(secrets) ? event.with(HONEYTOKEN, true) : event;
    }

    private static List<List<SecretRef>> parts(List<SecretRef> secrets) {
        List<List<SecretRef>> parts = new ArrayList<>(List.of(new ArrayList<>()));
        int length = 0;
        for (SecretRef secret : secrets) {
            int own = OVERHEAD + secret.key().length() + secret.path().length();
            if (length + own > MAX_LENGTH) {
                parts.add(new ArrayList<>());
                length = 0;
            }
            parts.getLast().add(secret);
            length += own;
        }
        return parts;
    }

    /** The same event as another one. */
    public AccessEvent withOwnId(AccessEvent event) {
        return new AccessEvent(
                ids.next(),
                event.time(),
                event.name(),
                event.outcome(),
                event.orgId(),
                event.actor(),
                event.provenance(),
                event.origin(),
                event.place(),
                event.secrets(),
                event.metadata(),
                event.reason(),
                event.traceparent());
    }
}
