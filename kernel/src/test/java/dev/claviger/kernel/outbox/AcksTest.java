package dev.claviger.kernel.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AcksTest {

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @Test
    void watermark_staysBelowTheFirstMissingNumber() {
        Acks acks = new Acks(0);

        acks.ack(1);
        acks.ack(3);
        acks.ack(4);

        assertThat(acks.watermark()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void watermark_reachesTheEndInWhateverOrderAcksCome(int seed) {
        List<Long> order = new ArrayList<>(LongStream.rangeClosed(1, 50).boxed().toList());
        order.addAll(order.subList(10, 20));
        Collections.shuffle(order, new Random(seed));
        Acks acks = new Acks(0);

        order.forEach(acks::ack);

        assertThat(acks.watermark()).isEqualTo(50);
    }
}
