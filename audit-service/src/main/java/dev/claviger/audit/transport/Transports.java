package dev.claviger.audit.transport;

import dev.claviger.kernel.Failure;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The way to each kind of destination. */
@ApplicationScoped
public class Transports {
    private final Map<Provider, Transport> transports;

    Transports(@All List<Transport> transports) {
        this.transports =
                transports.stream().collect(Collectors.toUnmodifiableMap(Transport::provider, Function.identity()));
    }

    public Capacity capacity(Provider provider, Destination destination) {
        return to(provider).capacity(destination);
    }

    /** Sends once; never fails. */
    public Uni<Outcome> send(Provider provider, Destination destination, Parcel parcel) {
        return Uni.createFrom()
                .deferred(() -> to(provider).send(destination, parcel))
                .map(taken -> Outcome.TAKEN)
                .onFailure()
                .recoverWithItem(Transports::failed);
    }

    private Transport to(Provider provider) {
        return Optional.ofNullable(transports.get(provider)).orElseThrow();
    }

    /** Texts of our own refusals hold the host and the reason; of anything else nobody knows what they hold. */
    private static Outcome failed(Throwable problem) {
        if (problem instanceof NotTaken notTaken) {
            return notTaken.outcome();
        }
        if (problem instanceof Failure failure) {
            return Outcome.failed(failure.text());
        }
        Log.warnf("stream not delivered cause=%s", problem.getClass().getName());
        return Outcome.failed("It could not be sent.");
    }
}
