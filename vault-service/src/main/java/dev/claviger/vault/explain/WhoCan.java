package dev.claviger.vault.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Decision;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Source;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.secretimport.LentTo;
import dev.claviger.vault.secretimport.Loans;
import dev.claviger.vault.sharing.Borrower;
import dev.claviger.vault.sharing.Shares;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who can do something with a secret, and through what. Asked by those who may see the secret and the roles; they are told of those
 * members that they may see.
 */
@ApplicationScoped
class WhoCan {
    private final Projects projects;
    private final Residents residents;
    private final Gate gate;
    private final Outbox outbox;
    private final Clock clock;
    private final Shares shares;
    private final Loans loans;

    WhoCan(Projects projects, Residents residents, Gate gate, Outbox outbox, Clock clock, Shares shares, Loans loans) {
        this.projects = projects;
        this.residents = residents;
        this.gate = gate;
        this.outbox = outbox;
        this.clock = clock;
        this.shares = shares;
        this.loans = loans;
    }

    /**
     * The answer.
     *
     * @param complete whether nobody can be hidden from the one who asks
     * @param sharedWith the projects that may refer to what is in the folder
     * @param lentTo the folders whose readers read what is in the folder as well
     */
    record Answer(
            String action, List<Entry> principals, boolean complete, List<Borrower> sharedWith, List<LentTo> lentTo) {}

    /**
     * Somebody who can.
     *
     * @param through the role or privilege whose rule decides; null where that depends on the login
     * @param until when that ends; null when it does not
     * @param dependsOnLogin whether the rule refers to what a login brings along, so that only some logins can
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            String type,
            UUID id,
            String name,
            @Nullable SourceView through,
            @Nullable Instant until,
            boolean dependsOnLogin) {}

    Uni<Answer> ask(Caller caller, ProjectRef ref, Question question, AccessEvent event) {
        return gate.settle(event, projects.open(caller, ref))
                .call(open -> require(open, Action.DESCRIBE_SECRET, Subject.SECRETS, question.resource(), event))
                .call(open -> require(open, Action.READ, Subject.ROLE, Resource.NONE, event))
                .chain(open -> Uni.combine()
                        .all()
                        .unis(residents.held(open.id()), borrowers(open, question), lent(open, question))
                        .asTuple()
                        .map(found -> answer(
                                caller,
                                open,
                                question,
                                residents.of(caller.orgId(), found.getItem1()),
                                found.getItem2(),
                                found.getItem3()))
                        .call(answer -> outbox.record(place(event, open, question)
                                .with("action", question.action())
                                .with("principals", answer.principals().size()))));
    }

    private Uni<Void> require(OpenProject open, String action, String subject, Resource resource, AccessEvent event) {
        return gate.require(open.permissions(), action, subject, resource, event.in(open.id(), null, null));
    }

    private static AccessEvent place(AccessEvent event, OpenProject open, Question question) {
        Resource resource = question.resource();
        AccessEvent placed = event.in(open.id(), resource.environment(), resource.secretPath());
        return resource.secretName() == null ? placed : placed.with("secretKey", resource.secretName());
    }

    private Uni<List<Borrower>> borrowers(OpenProject open, Question question) {
        Resource resource = question.resource();
        return resource.environment() == null || resource.secretPath() == null
                ? Uni.createFrom().item(List.of())
                : shares.of(open.id(), resource.environment(), resource.secretPath());
    }

    private Uni<List<LentTo>> lent(OpenProject open, Question question) {
        Resource resource = question.resource();
        return resource.environment() == null || resource.secretPath() == null
                ? Uni.createFrom().item(List.of())
                : loans.of(open.id(), resource.environment(), resource.secretPath());
    }

    private Answer answer(
            Caller caller,
            OpenProject open,
            Question question,
            List<Resident> everybody,
            List<Borrower> borrowers,
            List<LentTo> lentTo) {
        Sight sight = new Sight(open.permissions());
        Instant now = clock.instant();
        List<Entry> entries = everybody.stream()
                .filter(resident -> sight.sees(resident.holder()))
                .flatMap(resident -> entry(caller, sight, question, resident, now).stream())
                .toList();
        return new Answer(question.action(), entries, sight.isWhole(), borrowers, lentTo);
    }

    private Optional<Entry> entry(Caller caller, Sight sight, Question question, Resident resident, Instant now) {
        Permissions permissions = resident.at(now);
        Decision decision = permissions.decide(question.action(), question.subject(), question.resource());
        if (!decision.allowed()
                && !permissions.mayDependOnLogin(question.action(), question.subject(), question.resource())) {
            return Optional.empty();
        }
        @Nullable Source source = decision.allowed() ? decision.source() : null;
        return Optional.of(new Entry(
                resident.holder().type(),
                resident.holder().id(),
                resident.facts().username(),
                source == null
                        ? null
                        : SourceView.of(source, sight.seesGroups(), id -> residents.groupName(caller.orgId(), id)),
                source == null ? null : until(resident, source),
                !decision.allowed()));
    }

    private static @Nullable Instant until(Resident resident, Source source) {
        return resident.holdings().stream()
                .filter(holding -> holding.source().equals(source))
                .flatMap(holding -> Stream.ofNullable(holding.until()))
                .findFirst()
                .orElse(null);
    }
}
