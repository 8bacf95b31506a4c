package dev.claviger.auth.login;

import dev.claviger.auth.session.Person;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.totp.Totps;
import dev.claviger.auth.user.MembershipStore;
import dev.claviger.auth.user.MembershipStore.Place;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Enters an organisation: only an active member does, and only with the second factor where there is one or the organisation asks for it. */
@ApplicationScoped
class Choice {
    private final MembershipStore memberships;
    private final Sessions sessions;
    private final Totps totps;
    private final SecondFactors secondFactors;
    private final Outbox outbox;
    private final CurrentRequest current;

    Choice(
            MembershipStore memberships,
            Sessions sessions,
            Totps totps,
            SecondFactors secondFactors,
            Outbox outbox,
            CurrentRequest current) {
        this.memberships = memberships;
        this.sessions = sessions;
        this.totps = totps;
        this.secondFactors = secondFactors;
        this.outbox = outbox;
        this.current = current;
    }

    /** How the choice ended: with a token for the organisation, or with one for the second factor. */
    record Chosen(Secret token, boolean secondFactorDue) {}

    /** Fails with {@link LoginRefused}. */
    Uni<Chosen> choose(Person person, UUID orgId, AccessEvent attempt) {
        return outbox.transaction(tx -> memberships
                        .active(tx, person.id())
                        .map(places -> place(places, orgId))
                        .invoke(place -> requireRightWay(person, place))
                        .chain(place -> enter(tx, person, place, attempt)))
                .onFailure(LoginRefused.class)
                .call(refused -> outbox.record(person.did(attempt).denied(refused.text())));
    }

    private static Place place(List<Place> places, UUID orgId) {
        return places.stream()
                .filter(place -> place.organization().id().equals(orgId))
                .findFirst()
                .orElseThrow(LoginRefused::notAMember);
    }

    /** Administrators get in without single sign-on, so that a broken provider does not lock everybody out; that is recorded. */
    private static void requireRightWay(Person person, Place place) {
        if (!person.session().isFor(place.organization().id())) {
            throw LoginRefused.notAMember();
        }
        boolean ownLogin = person.session().boundOrgId() == null;
        if (place.ssoOnly() && ownLogin && !place.membership().rights().isAdmin()) {
            throw LoginRefused.ssoOnly();
        }
    }

    private Uni<Chosen> enter(RecordedTransaction tx, Person person, Place place, AccessEvent attempt) {
        UUID orgId = place.organization().id();
        tx.record(attempt.by(person.actor(), orgId, Provenance.NONE)
                .with("sessionId", person.session().id().toString()));
        if (place.ssoOnly() && person.session().boundOrgId() == null) {
            tx.record(current.event("org-admin-bypassed-sso").by(person.actor(), orgId, Provenance.NONE));
        }
        if (person.session().mfaVerified()) {
            return admit(tx, person, place);
        }
        return totps.isOn(tx, person.id()).chain(on -> {
            if (on) {
                return secondFactors.challenge(tx, person).map(token -> new Chosen(token, true));
            }
            return admit(tx, person, place);
        });
    }

    private Uni<Chosen> admit(RecordedTransaction tx, Person person, Place place) {
        if (place.requiresMfa() && !person.session().mfaVerified()) {
            throw LoginRefused.secondFactorMissing();
        }
        return sessions.choose(tx, person.session(), place.membership()).map(token -> new Chosen(token, false));
    }
}
