package dev.claviger.audit.ingest;

import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;

/** The wish to move a partition's offset, valid only while it stands where we left it. */
record Claim(TopicPartition source, long expected, long next) {
    static final Comparator<TopicPartition> SOURCE_ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);
}
