package dev.claviger.audit.ingest;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes what one poll gives, one batch at a time. The next batch waits in Kafka while this one waits for PostgreSQL. */
@ApplicationScoped
class AccessEventConsumer {
    static final String CHANNEL = "access-events";

    private final Sequencer sequencer;

    AccessEventConsumer(Sequencer sequencer) {
        this.sequencer = sequencer;
    }

    @Incoming(CHANNEL)
    Uni<Void> receive(ConsumerRecords<String, byte[]> messages) {
        return sequencer.sequence(Batch.of(messages));
    }
}
