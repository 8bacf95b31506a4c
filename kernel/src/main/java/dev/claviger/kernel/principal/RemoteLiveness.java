package dev.claviger.kernel.principal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.VerifiedToken;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;

/**
 * What every service but auth-service does: the view of the topic decides; auth-service is asked where the view cannot, and counts the
 * uses of limited tokens. An ordinary token costs two look-ups in memory.
 */
@DefaultBean
@ApplicationScoped
class RemoteLiveness implements Liveness {
    private static final int MOST_ANSWERS = 20_000;

    private final Principals principals;
    private final PrincipalConsumer consumer;
    private final LivenessClient auth;
    private final Contact contact;
    private final Cache<UUID, Uni<Verdict>> answers;

    RemoteLiveness(
            Principals principals,
            PrincipalConsumer consumer,
            LivenessClient auth,
            Contact contact,
            PrincipalConfig config) {
        this.principals = principals;
        this.consumer = consumer;
        this.auth = auth;
        this.contact = contact;
        this.answers = Caffeine.newBuilder()
                .maximumSize(MOST_ANSWERS)
                .expireAfterWrite(config.answerMaxAge())
                .build();
    }

    @Override
    public Uni<Caller> admit(VerifiedToken token, Secret bearer, Origin origin) {
        return Uni.createFrom()
                .item(() -> judge(token, origin))
                .chain(known -> token.terms().counted() ? count(bearer, origin) : confirm(known, token, bearer, origin))
                .map(checked -> refreshed(token.caller()));
    }

    /** Throws {@link TokenEnded} for what is known to be no good, whoever else can be reached. */
    private Verdict judge(VerifiedToken token, Origin origin) {
        if (!token.terms().admits(origin.ip())) {
            throw TokenEnded.foreignAddress();
        }
        Verdict known = principals.judge(token);
        if (known == Verdict.ENDED) {
            throw TokenEnded.gone();
        }
        return known;
    }

    private Uni<Verdict> confirm(Verdict known, VerifiedToken token, Secret bearer, Origin origin) {
        if (known == Verdict.LIVE && contact.isCurrent()) {
            return Uni.createFrom().item(known);
        }
        return ask(token.caller().tokenId(), bearer, origin).map(answer -> accepted(answer, known));
    }

    /** Callers with the same token share one question and, for a while, its answer. That there was none is not kept. */
    private Uni<Verdict> ask(UUID tokenId, Secret bearer, Origin origin) {
        return answers.get(
                tokenId,
                id -> auth.isLive(bearer, origin)
                        .invoke(answer -> forgetUnsure(id, answer))
                        .memoize()
                        .indefinitely());
    }

    private void forgetUnsure(UUID tokenId, Verdict answer) {
        if (answer == Verdict.UNSURE) {
            answers.invalidate(tokenId);
        }
    }

    /** Without an answer, what is known holds for the grace; a revocation that may mean this token is not overlooked. */
    private Verdict accepted(Verdict answer, Verdict known) {
        return switch (answer) {
            case LIVE -> answer;
            case ENDED -> throw TokenEnded.gone();
            case UNSURE -> {
                if (known == Verdict.UNSURE) {
                    throw LivenessUnknown.doubtful();
                }
                if (contact.isGraceOver()) {
                    throw LivenessUnknown.graceOver();
                }
                yield known;
            }
        };
    }

    private Uni<Verdict> count(Secret bearer, Origin origin) {
        return auth.use(bearer, origin).invoke(answer -> {
            switch (answer) {
                case LIVE -> {}
                case ENDED -> throw TokenEnded.usedUp();
                case UNSURE -> throw LivenessUnknown.uncounted();
            }
        });
    }

    private Caller refreshed(Caller caller) {
        return principals
                .find(caller.kind(), caller.orgId(), caller.id())
                .map(known -> known.refresh(caller))
                .orElse(caller);
    }

    @Override
    public Condition condition() {
        return new Condition(!contact.isStarting(), state());
    }

    private String state() {
        if (contact.isCurrent()) {
            return "current";
        }
        return contact.isGraceOver()
                ? "degraded: nothing heard for longer than the grace, tokens are refused unless auth-service answers"
                : "degraded: nothing heard on the topic, auth-service is asked";
    }

    void start(@Observes StartupEvent started) {
        consumer.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        consumer.stop();
    }
}
