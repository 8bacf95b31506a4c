package dev.claviger.auth.ldap;

import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.guard.Lockout;
import dev.claviger.auth.guard.LockoutStore;
import dev.claviger.auth.guard.LockoutStore.Counted;
import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.method.Objection;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Logs in whoever a directory takes the password of.
 *
 * <p>A name without an entry and a password that is wrong go the same way: one search, one bind, one counted failure. The name is said to
 * nobody but the directory before the password is found good.
 */
@ApplicationScoped
class LdapLogin {
    private final Logins logins;
    private final LdapClient directory;
    private final LockoutStore locks;
    private final Clock clock;

    LdapLogin(Logins logins, LdapClient directory, LockoutStore locks, Clock clock) {
        this.logins = logins;
        this.directory = directory;
        this.locks = locks;
        this.clock = clock;
    }

    /** Somebody at the door. */
    private record Visitor(Candidate<LdapSettings> candidate, Found found, Buffer account, AccessEvent attempt) {
        LdapSettings settings() {
            return candidate.settings();
        }

        UUID methodId() {
            return candidate.attached().id();
        }
    }

    /** Fails with {@link LoginRefused} and {@link LdapUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret name, Secret password, AccessEvent attempt) {
        return logins.attempt(
                LdapAuth.METHOD,
                identityId,
                attempt,
                () -> stranger(identityId, name),
                candidate -> directory
                        .find(candidate.settings(), name)
                        .map(found -> new Visitor(candidate, found, Account.of(found, name), attempt))
                        .chain(visitor -> admit(visitor, password))
                        .onFailure(LdapUnavailable.class)
                        .invoke(away -> logins.count(candidate, attempt, "check=directory: " + away.getMessage())));
    }

    /** Locks as a new configuration would lock a name without an entry. */
    private Uni<TokenAnswer> stranger(UUID identityId, Secret name) {
        return locks.countFailure(identityId, Account.withoutEntry(name), Lockout.DEFAULT, clock.instant())
                .chain(counted -> Uni.createFrom().failure(answer(counted)));
    }

    private static LoginRefused answer(Counted counted) {
        return counted == Counted.WAS_LOCKED ? LoginRefused.locked() : LoginRefused.invalidCredentials();
    }

    private Uni<TokenAnswer> admit(Visitor visitor, Secret password) {
        return locks.isLocked(visitor.methodId(), visitor.account(), clock.instant())
                .chain(locked -> locked && visitor.settings().lockout().enabled()
                        ? refuse(visitor, LoginRefused.locked(), "check=lockout: locked")
                        : judge(visitor, password));
    }

    private Uni<TokenAnswer> judge(Visitor visitor, Secret password) {
        return directory
                .takes(visitor.settings(), visitor.found(), password)
                .chain(taken -> taken && visitor.found() instanceof Found.Somebody somebody
                        ? right(visitor, somebody)
                        : wrong(visitor));
    }

    private Uni<TokenAnswer> wrong(Visitor visitor) {
        String reason = switch (visitor.found()) {
            case Found.Nobody(String why) -> "check=searchFilter: " + why;
            case Found.Somebody _ -> "check=password: the directory does not take it";
        };
        return locks.countFailure(
                        visitor.methodId(),
                        visitor.account(),
                        visitor.settings().lockout(),
                        clock.instant())
                .call(counted -> recordLock(visitor, counted))
                .chain(counted -> counted == Counted.WAS_LOCKED
                        ? refuse(visitor, LoginRefused.locked(), "check=lockout: locked")
                        : refuse(visitor, LoginRefused.invalidCredentials(), reason));
    }

    /** Once per lock, by name of the identity: the administrator should know. */
    private Uni<Void> recordLock(Visitor visitor, Counted counted) {
        return counted == Counted.LOCKED_NOW
                ? logins.deny(
                        visitor.candidate(),
                        Provenance.NONE,
                        Logins.described(visitor.attempt(), visitor.candidate()),
                        "check=lockout: too many wrong passwords for one name, locked for %d s"
                                .formatted(visitor.settings().lockout().duration()))
                : Uni.createFrom().voidItem();
    }

    /** A good password among many that are tried at once counts no more than one that is tried after them. */
    private Uni<TokenAnswer> right(Visitor visitor, Found.Somebody somebody) {
        return locks.forgive(visitor.methodId(), visitor.account(), clock.instant())
                .chain(locked -> locked && visitor.settings().lockout().enabled()
                        ? refuse(visitor, LoginRefused.locked(), "check=lockout: locked")
                        : settle(visitor, somebody));
    }

    private Uni<TokenAnswer> settle(Visitor visitor, Found.Somebody somebody) {
        AccessEvent event = Logins.described(visitor.attempt(), visitor.candidate())
                .with("ldapDN", ClaimValue.shown(somebody.dn()));
        return logins.settle(visitor.candidate(), objection(visitor.settings(), somebody), Map.of(), event);
    }

    private static Optional<Objection> objection(LdapSettings wanted, Found.Somebody somebody) {
        return Objection.first(wanted.fields().stream().map(field -> check(field, somebody)));
    }

    private static Supplier<Optional<Objection>> check(AllowedField field, Found.Somebody somebody) {
        List<String> values = somebody.attributes().getOrDefault(field.key(), List.of());
        return () -> Objection.unless(
                field.letsPass(values),
                LoginRefused.field(),
                "allowedFields." + field.key(),
                field.value(),
                values.isEmpty() ? null : String.join(", ", values));
    }

    private <T> Uni<T> refuse(Visitor visitor, LoginRefused answer, String reason) {
        logins.count(visitor.candidate(), visitor.attempt(), reason);
        return Uni.createFrom().failure(answer);
    }
}
