package dev.claviger.audit.channel;

import dev.claviger.audit.transport.Destination;
import dev.claviger.kernel.Failure;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All ways. */
@ApplicationScoped
public class Channels {
    private final Map<ChannelKind, Channel> channels;

    Channels(@All List<Channel> channels) {
        this.channels = channels.stream().collect(Collectors.toUnmodifiableMap(Channel::kind, Function.identity()));
    }

    /** Sends once; never fails. */
    public Uni<Attempt> send(ChannelKind kind, Destination destination, JsonObject event) {
        return Uni.createFrom()
                .deferred(() -> Objects.requireNonNull(channels.get(kind)).send(destination, event))
                .onFailure()
                .recoverWithItem(Channels::failed);
    }

    /** Texts of our own refusals hold the host and the reason; of anything else nobody knows what they hold. */
    private static Attempt failed(Throwable problem) {
        if (problem instanceof Failure failure) {
            return Attempt.failed(failure.text());
        }
        Log.warnf("alert not told cause=%s", problem.getClass().getName());
        return Attempt.failed("It could not be sent.");
    }
}
