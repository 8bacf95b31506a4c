package dev.claviger.kernel.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/** Sends the messages of a live stream, the next when the client's side has taken the last. */
@Provider
@Produces(MediaType.SERVER_SENT_EVENTS)
public class LiveStreamWriter extends EventStreamWriter<LiveStream> {
    public LiveStreamWriter() {
        super(LiveStream.class);
    }

    @Override
    protected void open(LiveStream stream, Connection connection) {
        Cancellable sending = stream.messages()
                .onItem()
                .transformToUniAndConcatenate(
                        text -> Uni.createFrom().completionStage(() -> connection.write(text.getBytes(UTF_8))))
                .subscribe()
                .with(sent -> {}, failed -> connection.cut(), connection::end);
        connection.onClose(sending::cancel);
        stream.cutWith(() -> {
            sending.cancel();
            connection.cut();
        });
    }
}
