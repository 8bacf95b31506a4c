package dev.claviger.audit.ingest;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One record as Kafka delivered it. A record without a value has empty bytes. */
record Delivery(
        TopicPartition source, long offset, @Nullable String key, Buffer bytes) {

    static Delivery of(ConsumerRecord<String, byte @Nullable []> message) {
        byte @Nullable [] value = message.value();
        return new Delivery(
                new TopicPartition(message.topic(), message.partition()),
                message.offset(),
                message.key(),
                value == null ? Buffer.buffer() : Buffer.buffer(value));
    }

    /** SHA-256 of the bytes. */
    Buffer digest() {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
