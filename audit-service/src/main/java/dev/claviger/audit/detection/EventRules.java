package dev.claviger.audit.detection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.audit.alert.Alert;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules that need one entry only. They read no clock and no database. */
final class EventRules {
    private static final List<String> CLASSES = List.of("d90", "y1", "y3", "y7");
    private static final Set<String> AROUND = Set.of("org-admin-bypassed-sso", "org-admin-accessed-project");
    private static final Set<String> BYPASSED = Set.of("approval-request-review", "secret-approval-merged");
    private static final Set<String> WEAKER =
            Set.of("legal-hold-lifted", "delete-audit-log-stream", "audit-identity-erased", "delete-alert-destination");
    /** How a stream is packed. */
    private static final Set<String> HARMLESS = Set.of("gzip", "maxMessageBytes");

    private static final Set<String> SSO = Set.of("update-oidc-sso", "delete-oidc-sso");

    private static final Map<String, Function<Seen, Optional<String>>> RULES = Map.of(
            "R07", EventRules::decoy,
            "R08", EventRules::unprotectedRef,
            "R09", EventRules::ended,
            "R11", EventRules::selfApproved,
            "R12", EventRules::around,
            "R13", EventRules::weakened,
            "R15", EventRules::widened,
            "R20", EventRules::gap);

    private EventRules() {}

    static boolean has(String rule) {
        return RULES.containsKey(rule);
    }

    static List<Sight> look(DetectionRule rule, List<Seen> entries) {
        Function<Seen, Optional<String>> matches = RULES.getOrDefault(rule.id(), entry -> Optional.empty());
        return entries.stream()
                .flatMap(entry -> matches.apply(entry).map(why -> sight(rule, entry, why)).stream())
                .toList();
    }

    private static Sight sight(DetectionRule rule, Seen entry, String why) {
        JsonObject facts = new JsonObject()
                .put("why", why)
                .put("event", readable(entry.event().name()))
                .put("outcome", entry.event().outcome())
                .put("actor", readable(entry.event().actor().name()))
                .put("address", readable(entry.event().origin().ip()));
        boolean isMilder = rule.id().equals("R08") && entry.isDenied();
        return new Sight(
                entry.index(),
                entry.at(),
                readable(subject(rule, entry)),
                isMilder ? "medium" : rule.severity(),
                facts);
    }

    /** The database takes no NUL, and nobody hides behind one. */
    private static String readable(String text) {
        return text.replace('\0', '?');
    }

    /** What a witness saw is about the log, what became of a stream about the stream; everything else about who did it. */
    private static String subject(DetectionRule rule, Seen entry) {
        if (entry.event().name().equals("audit-log-stream-paused")) {
            return "stream:" + entry.meta("id");
        }
        if (entry.event().name().equals("shard.open")) {
            return "log:" + entry.meta("previousOrigin");
        }
        return rule.id().equals("R20")
                ? Stream.of("log", entry.event().name(), entry.meta("bootId"), entry.meta("first"), entry.meta("topic"))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(":"))
                : entry.who();
    }

    private static Optional<String> decoy(Seen entry) {
        return when(entry.event().metadata().path("honeytoken").asBoolean(false), "a honeytoken was touched");
    }

    private static Optional<String> unprotectedRef(Seen entry) {
        boolean unprotected = entry.fact("environmentProtected").equals("true")
                && !entry.fact("refProtected").equals("true");
        String source = entry.fact("projectId");
        String runsIn = entry.fact("jobProjectId");
        boolean foreign = !runsIn.isEmpty() && !source.isEmpty() && !runsIn.equals(source);
        return unprotected
                ? Optional.of("the environment is protected, the ref is not")
                : when(foreign, "the job runs in another project than its source");
    }

    private static Optional<String> ended(Seen entry) {
        boolean known = !entry.event().actor().id().isEmpty();
        return when(
                entry.event().name().equals("authenticate") && entry.isDenied() && known,
                "a token was used that was ended, or of somebody who was disabled");
    }

    /** Who asked is the author of a change or of a request for access. Refused and rejected ones gave nothing. */
    private static Optional<String> selfApproved(Seen entry) {
        String actor = entry.event().actor().id();
        String asked = switch (entry.event().name()) {
            case "approval-request-review" -> entry.meta("requestedBy");
            case "secret-approval-request-review" -> entry.meta("committedBy");
            default -> "";
        };
        boolean own = !asked.isEmpty()
                && (asked.equals(actor) || entry.meta("isSelfReview").equals("true"));
        return when(
                own && entry.isSuccess() && entry.meta("status").equals("approved"),
                "somebody approved what it had asked for itself");
    }

    private static Optional<String> around(Seen entry) {
        if (!entry.isSuccess()) {
            return Optional.empty();
        }
        return entry.meta("isBypassed").equals("true")
                        && BYPASSED.contains(entry.event().name())
                ? Optional.of("something was let through without the approvals that its policy asks for")
                : when(AROUND.contains(entry.event().name()), "a way around the usual rules was used");
    }

    private static Optional<String> weakened(Seen entry) {
        if (!entry.isSuccess()) {
            return Optional.empty();
        }
        return switch (entry.event().name()) {
            case "audit-retention-updated" ->
                when(isShorter(entry.meta("before"), entry.meta("after")), "entries are kept for a shorter time");
            case "audit-retention-shorter-asked" ->
                Optional.of("somebody asks that entries are kept for a shorter time");
            case "legal-hold-lift-asked" -> Optional.of("somebody asks that a legal hold is lifted");
            case "update-audit-log-stream" -> weakerStream(entry);
            case "audit-log-stream-paused" -> Optional.of("a stream was paused, for its receiver takes nothing");
            case "update-alert-destination" -> weakerDestination(entry);
            case "update-detection-rule" ->
                entry.meta("enabled").equals("false")
                        ? Optional.of("a detection rule was turned off")
                        : when(!entry.list("loosened").isEmpty(), "a detection rule sees less than before");
            case "shard.open" ->
                when(!entry.meta("previousGivenUp").isEmpty(), "a log was given up and goes on under another key");
            case "update-detection-networks" -> when(areWider(entry), "networks belong together that did not before");
            default -> when(WEAKER.contains(entry.event().name()), "the record is weaker than before");
        };
    }

    private static Optional<String> weakerStream(Seen entry) {
        if (entry.meta("paused").equals("true")) {
            return Optional.of("a stream was paused");
        }
        boolean skips = entry.event().metadata().path("leftOut").asLong(0) > 0;
        return skips
                ? Optional.of("a stream leaves entries out")
                : when(hasOther(entry, HARMLESS), "a stream has another destination or key");
    }

    private static Optional<String> weakerDestination(Seen entry) {
        if (entry.meta("enabled").equals("false")) {
            return Optional.of("a destination of alerts was turned off");
        }
        return hasOther(entry, Set.of())
                ? Optional.of("alerts go elsewhere, or are signed with another key")
                : when(isNarrower(entry), "a destination is told fewer alerts");
    }

    /** Of rules and projects none named is all of them. */
    private static boolean isNarrower(Seen entry) {
        JsonNode before = entry.event().metadata().path("before");
        boolean milder = before.has("minSeverity")
                && Alert.SEVERITIES.indexOf(entry.meta("minSeverity"))
                        > Alert.SEVERITIES.indexOf(before.path("minSeverity").asText(""));
        return milder
                || Stream.of("rules", "projects", "states")
                        .filter(before::has)
                        .anyMatch(name -> isLess(before.path(name).asText(""), entry.meta(name)));
    }

    private static boolean isLess(String before, String now) {
        List<String> named = List.of(now.split(",", -1));
        return before.isEmpty() || (!now.isEmpty() && !named.containsAll(List.of(before.split(",", -1))));
    }

    private static boolean hasOther(Seen entry, Set<String> harmless) {
        return !harmless.containsAll(entry.list("replaced"));
    }

    private static boolean areWider(Seen entry) {
        JsonNode metadata = entry.event().metadata();
        return Networks.ofEvent(metadata.path("after")).isWiderThan(Networks.ofEvent(metadata.path("before")));
    }

    /** The classes of {@code *=y7,get-secret=d90}: whether any name is kept for a shorter time than before. */
    static boolean isShorter(String before, String after) {
        Map<String, String> old = classes(before);
        Map<String, String> now = classes(after);
        return Stream.concat(old.keySet().stream(), now.keySet().stream())
                .anyMatch(name -> rank(now, name) < rank(old, name));
    }

    private static int rank(Map<String, String> classes, String name) {
        String general = classes.getOrDefault("*", CLASSES.getLast());
        return CLASSES.indexOf(classes.getOrDefault(name, general));
    }

    private static Map<String, String> classes(String plan) {
        return Arrays.stream(plan.split(",", -1))
                .map(each -> each.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> second));
    }

    /** Settings of before this version do not say what was there: then a wildcard counts, and any change of single sign-on. */
    private static Optional<String> widened(Seen entry) {
        boolean isMethod = entry.event().name().matches("(add|update)-identity-[a-z-]+-auth");
        boolean isSso = SSO.contains(entry.event().name());
        if (!entry.isSuccess() || (!isMethod && !isSso)) {
            return Optional.empty();
        }
        if (Trust.tellsBefore(entry)) {
            List<String> grown = Trust.grown(entry);
            return when(!grown.isEmpty(), Trust.text(grown));
        }
        return isMethod
                ? when(hasWildcard(entry), "a login is bound to a wildcard")
                : Optional.of("somebody else vouches for people");
    }

    private static boolean hasWildcard(Seen entry) {
        return entry.event().metadata().properties().stream()
                .filter(field ->
                        field.getKey().startsWith("bound") || field.getKey().startsWith("allowed"))
                .anyMatch(field -> field.getValue().toString().contains("*"));
    }

    /** What else is wrong with the log lasts; the conditions of the log raise it under the same rule. */
    private static Optional<String> gap(Seen entry) {
        return when(entry.event().name().equals("audit-witness-conflict"), "a witness saw another history");
    }

    private static Optional<String> when(boolean holds, String why) {
        return holds ? Optional.of(why) : Optional.empty();
    }
}
