package dev.claviger.sync.emergency;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.http.LiveStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** One open stream of an emergency: what its client was told. */
final class EmergencyStream extends LiveStream {
    /** Of a client that was told nothing. */
    static final long NOTHING = 0;

    private final Terms terms;
    private final Consumer<EmergencyStream> ended;
    private volatile long told;

    /**
     * What a stream is about.
     *
     * @param bearer the token that it lives by
     */
    record Terms(UUID emergencyId, Caller caller, Sight sight, Secret bearer, Origin origin) {
        boolean isOf(Caller other) {
            return caller.orgId().equals(other.orgId())
                    && caller.kind() == other.kind()
                    && caller.id().equals(other.id());
        }
    }

    /**
     * @param told the revision that the client has
     * @param ended runs when it is over, for whatever reason
     */
    EmergencyStream(Terms terms, long told, Consumer<EmergencyStream> ended) {
        this.terms = terms;
        this.told = told;
        this.ended = ended;
    }

    @Override
    protected void ended() {
        ended.accept(this);
    }

    Terms terms() {
        return terms;
    }

    long told() {
        return told;
    }

    /**
     * Tells steps, and then the emergency. Its id is where a client goes on that lost the connection; one that lost it before hears the steps
     * again.
     */
    void tell(List<String> steps, String emergency, long revision) {
        steps.forEach(step -> say("event: step\ndata: %s\n\n".formatted(step)));
        say("id: %d\nevent: emergency\ndata: %s\n\n".formatted(revision, emergency));
        told = revision;
    }

    @Override
    public void ping() {
        say("event: ping\ndata: 1\n\n");
    }
}
