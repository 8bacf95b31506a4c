package dev.claviger.sync.emergency;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.sync.emergency.EmergencyStore.Revised;
import dev.claviger.sync.right.Attempts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens streams of emergencies for those who see something of them, and records that. */
@ApplicationScoped
class EmergencyStreams {
    private final CurrentRequest current;
    private final EmergencyDoor door;
    private final EmergencyStore emergencies;
    private final OpenStreams open;
    private final Attempts attempts;

    EmergencyStreams(
            CurrentRequest current,
            EmergencyDoor door,
            EmergencyStore emergencies,
            OpenStreams open,
            Attempts attempts) {
        this.current = current;
        this.door = door;
        this.emergencies = emergencies;
        this.open = open;
        this.attempts = attempts;
    }

    /**
     * Everything, and then what changes; or what has changed since the client was told last. Empty when it has ended and the client knows.
     * Fails with {@link EmergencyNotFound} and {@link TooManyStreams}.
     */
    Uni<Optional<EmergencyStream>> follow(UUID id, @Nullable String lastSeen) {
        AccessEvent event = current.event(EmergencyEvents.FOLLOWED).with("emergencyId", id);
        Caller caller = current.caller();
        Secret bearer = current.bearer();
        Origin origin = current.origin();
        return attempts.recorded(
                event,
                () -> door.sight(id, caller, bearer, origin)
                        .chain(sight -> emergencies
                                .revised(caller.orgId(), id)
                                .map(revised -> stream(
                                        new EmergencyStream.Terms(id, caller, sight, bearer, origin),
                                        revised,
                                        seen(lastSeen)))));
    }

    private Optional<EmergencyStream> stream(EmergencyStream.Terms terms, Revised revised, long seen) {
        long told = seen > revised.revision() ? EmergencyStream.NOTHING : seen;
        if (told == revised.revision() && revised.emergency().endedAt() != null) {
            return Optional.empty();
        }
        EmergencyStream stream = new EmergencyStream(terms, told, open::remove);
        open.add(stream);
        return Optional.of(stream);
    }

    private static long seen(@Nullable String lastSeen) {
        String text = lastSeen == null ? "" : lastSeen.strip();
        if (text.isEmpty()) {
            return EmergencyStream.NOTHING;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw InvalidInput.of("Last-Event-ID", "Must be the id of an event of such a stream");
        }
        return Long.parseLong(text);
    }
}
