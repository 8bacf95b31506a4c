package dev.claviger.kernel.event;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One recorded access, immutable; the {@code with…} style methods return changed copies.
 *
 * <p>It never carries a secret value, a token, or an unkeyed digest of either. Its JSON is {@code docs/events/access-event.schema.json}.
 *
 * @param name the event name of http-api.md 9.3, for example {@code get-secrets}
 * @param orgId null only where no organisation is known; such events belong to the platform's own log
 * @param place project, environment and path, as far as they apply
 * @param metadata the fields that http-api.md 9.3 lists for this event; values are texts, numbers, booleans, lists and maps of those
 * @param reason for a refusal: which check failed, for the administrator; null otherwise
 * @param traceparent the W3C Trace Context of the request, where it is traced
 */
public record AccessEvent(
        UUID id,
        Instant time,
        String name,
        Outcome outcome,
        @Nullable UUID orgId,
        Actor actor,
        Provenance provenance,
        Origin origin,
        Place place,
        List<SecretRef> secrets,
        Map<String, Object> metadata,
        @Nullable String reason,
        @Nullable String traceparent) {

    private static final int LONG_TEXT = 500;

    /** Project, environment and folder path; null where the event has none. */
    public record Place(
            @Nullable UUID projectId,
            @Nullable String environment,
            @Nullable String path) {
        static final Place NOWHERE = new Place(null, null, null);
    }

    public AccessEvent {
        secrets = List.copyOf(secrets);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** Begins a successful event of nobody, nowhere. */
    public static AccessEvent begin(UUID id, Instant time, String name, Origin origin) {
        return new AccessEvent(
                id,
                time,
                name,
                Outcome.SUCCESS,
                null,
                Actor.UNKNOWN,
                Provenance.NONE,
                origin,
                Place.NOWHERE,
                List.of(),
                Map.of(),
                null,
                null);
    }

    /** By this caller, for its organisation, out of its job. */
    public AccessEvent by(Caller caller) {
        return by(Actor.of(caller), caller.orgId(), caller.provenance());
    }

    public AccessEvent by(Actor someone, @Nullable UUID organisation, Provenance job) {
        return new AccessEvent(
                id,
                time,
                name,
                outcome,
                organisation,
                someone,
                job,
                origin,
                place,
                secrets,
                metadata,
                reason,
                traceparent);
    }

    public AccessEvent in(@Nullable UUID projectId, @Nullable String environment, @Nullable String path) {
        Place there = new Place(projectId, environment, path);
        return new AccessEvent(
                id,
                time,
                name,
                outcome,
                orgId,
                actor,
                provenance,
                origin,
                there,
                secrets,
                metadata,
                reason,
                traceparent);
    }

    public AccessEvent about(List<SecretRef> these) {
        return new AccessEvent(
                id, time, name, outcome, orgId, actor, provenance, origin, place, these, metadata, reason, traceparent);
    }

    public AccessEvent with(String key, Object value) {
        Map<String, Object> more = new TreeMap<>(metadata);
        more.put(key, value);
        return new AccessEvent(
                id, time, name, outcome, orgId, actor, provenance, origin, place, secrets, more, reason, traceparent);
    }

    /**
     * Without the values of its metadata that make it large: texts are cut, lists and maps left out, and {@code shortened} says so.
     *
     * @param bytes how large it was
     */
    AccessEvent shortened(int bytes) {
        Map<String, Object> less = new TreeMap<>();
        metadata.forEach((key, value) -> {
            if (value instanceof Number || value instanceof Boolean) {
                less.put(key, value);
            } else if (!(value instanceof Iterable || value instanceof Map)) {
                less.put(key, cut(value.toString()));
            }
        });
        less.put("shortened", true);
        less.put("bytes", bytes);
        return new AccessEvent(
                id,
                time,
                name,
                outcome,
                orgId,
                actor,
                provenance,
                origin,
                place,
                secrets,
                less,
                reason == null ? null : cut(reason),
                traceparent);
    }

    private static String cut(String text) {
        return text.length() <= LONG_TEXT ? text : text.substring(0, LONG_TEXT) + "…";
    }

    /** With what these settings were before, as far as the event has others now; nothing that may not be read belongs among them. */
    public AccessEvent changedFrom(Map<String, Object> settings) {
        Map<String, Object> before = new TreeMap<>(settings);
        before.entrySet().removeIf(each -> each.getValue().equals(metadata.get(each.getKey())));
        return with("before", before);
    }

    /** As a part of the trace with this W3C traceparent. */
    public AccessEvent tracedBy(String context) {
        return new AccessEvent(
                id, time, name, outcome, orgId, actor, provenance, origin, place, secrets, metadata, reason, context);
    }

    /** The same attempt under another name, for routes that learn late what they do. */
    public AccessEvent named(String other) {
        return new AccessEvent(
                id,
                time,
                other,
                outcome,
                orgId,
                actor,
                provenance,
                origin,
                place,
                secrets,
                metadata,
                reason,
                traceparent);
    }

    /** Refused; the reason is for the administrator and names the check, expected and received, never a value. */
    public AccessEvent denied(String why) {
        return ended(Outcome.DENIED, why);
    }

    /** Broke off for a reason that is not the caller's. */
    public AccessEvent failed(String why) {
        return ended(Outcome.ERROR, why);
    }

    private AccessEvent ended(Outcome how, String why) {
        return new AccessEvent(
                id, time, name, how, orgId, actor, provenance, origin, place, secrets, metadata, why, traceparent);
    }
}
