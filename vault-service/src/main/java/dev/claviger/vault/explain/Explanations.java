package dev.claviger.vault.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Decision;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tells why something is allowed or denied, rule by rule. About oneself every member may ask, about others who may read them and roles. */
@ApplicationScoped
class Explanations {
    private final Projects projects;
    private final Residents residents;
    private final Gate gate;
    private final Outbox outbox;
    private final Clock clock;

    Explanations(Projects projects, Residents residents, Gate gate, Outbox outbox, Clock clock) {
        this.projects = projects;
        this.residents = residents;
        this.gate = gate;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * The answer.
     *
     * @param decidedBy the number of the step that decided; null when none did, which denies
     * @param rules what was looked at, in the order of looking: the last rule first
     * @param notActive what is held but does not count now
     * @param withoutLogin whether templates of a login had no text because the question is about somebody who is not calling
     */
    record Explanation(
            boolean allowed,
            String action,
            String subject,
            String reason,
            @Nullable Integer decidedBy,
            List<Step> rules,
            List<Inactive> notActive,
            boolean withoutLogin) {}

    /** A rule that names the action and the subject. */
    record Step(int number, SourceView source, Map<String, Object> rule, boolean applied, boolean missesTemplate) {}

    /** A role or privilege that does not count now. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Inactive(
            SourceView source,
            @Nullable Instant from,
            @Nullable Instant until) {}

    /** About the caller itself, with the texts of its login. */
    Uni<Explanation> own(Caller caller, ProjectRef ref, Question question, AccessEvent event) {
        return gate.settle(event, projects.open(caller, ref))
                .call(open -> gate.requireAny(open.permissions(), Subject.ROLE, event.in(open.id(), null, null)))
                .chain(open -> residents
                        .held(open.id())
                        .map(held -> residents.one(caller.orgId(), holder(caller), held))
                        .map(resident -> explanation(
                                open.permissions(), question, resident.holdings(), true, false, names(caller))))
                .call(answer -> record(event, question, answer));
    }

    /** About somebody else. */
    Uni<Explanation> other(Caller caller, ProjectRef ref, Holder holder, Question question, AccessEvent event) {
        AccessEvent attempt = event.with(holder.type() + "Id", holder.id());
        return gate.settle(attempt, projects.open(caller, ref))
                .call(open -> require(open, Subject.ROLE, Resource.NONE, attempt))
                .call(open -> holder.type().equals(Holder.IDENTITY)
                        ? require(open, Subject.IDENTITY, Resource.identity(holder.id()), attempt)
                        : require(open, Subject.MEMBER, Resource.NONE, attempt))
                .chain(open -> residents.held(open.id()).map(held -> {
                    Resident resident = residents.one(caller.orgId(), holder, held);
                    return explanation(
                            resident.at(clock.instant()),
                            question,
                            resident.holdings(),
                            new Sight(open.permissions()).seesGroups(),
                            true,
                            names(caller));
                }))
                .call(answer -> record(attempt, question, answer));
    }

    private Uni<Void> require(OpenProject open, String subject, Resource resource, AccessEvent attempt) {
        return gate.require(open.permissions(), Action.READ, subject, resource, attempt.in(open.id(), null, null));
    }

    private Explanation explanation(
            Permissions permissions,
            Question question,
            List<Holding> holdings,
            boolean seesGroups,
            boolean withoutLogin,
            Function<UUID, String> names) {
        Decision decision = permissions.decide(question.action(), question.subject(), question.resource());
        List<Step> steps = IntStream.range(0, decision.trace().size())
                .mapToObj(place -> step(place, decision.trace().get(place), seesGroups, names))
                .toList();
        Instant now = clock.instant();
        List<Inactive> inactive = holdings.stream()
                .filter(holding -> !holding.isActive(now))
                .map(holding -> new Inactive(
                        SourceView.of(holding.source(), seesGroups, names), holding.from(), holding.until()))
                .toList();
        return new Explanation(
                decision.allowed(),
                question.action(),
                question.subject(),
                reason(decision),
                decision.decidingRule() == null ? null : steps.size(),
                steps,
                inactive,
                withoutLogin);
    }

    private static Step step(int place, Decision.Step step, boolean seesGroups, Function<UUID, String> names) {
        return new Step(
                place + 1,
                SourceView.of(step.source(), seesGroups, names),
                step.rule().describe(),
                step.applied(),
                step.unresolved());
    }

    private static String reason(Decision decision) {
        if (decision.decidingRule() == null) {
            return decision.trace().isEmpty()
                    ? "No rule names this action and subject, so it is denied"
                    : "Of the rules that name this action and subject no conditions hold, so it is denied";
        }
        String how = decision.allowed() ? "allows" : "forbids";
        return "The last rule whose conditions hold %s it; it comes from '%s'".formatted(how, decision.role());
    }

    private Uni<Void> record(AccessEvent event, Question question, Explanation answer) {
        return outbox.record(event.with("action", question.action())
                .with("subject", question.subject())
                .with("allowed", answer.allowed()));
    }

    private Function<UUID, String> names(Caller caller) {
        return id -> residents.groupName(caller.orgId(), id);
    }

    private static Holder holder(Caller caller) {
        return new Holder(caller.kind().text(), caller.id());
    }
}
