package dev.claviger.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.observability.Promql.Reading;
import dev.claviger.observability.Promql.Selector;
import dev.claviger.observability.PromqlToken.PromqlFault;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of PromQL takes what Prometheus takes, and finds what is wrong. */
class PromqlTest {

    @Test
    void reading_namesMetricsAndLabels() {
        Reading reading = Promql.read("""
                sum by (job, le) (rate(requests_total{job=~"a|b", code!="500"}[5m])) # all
                / on (job) group_left (zone) count(up{job="a"}) > 2 * -0.5
                """);

        assertThat(reading.selectors())
                .containsExactly(
                        new Selector("requests_total", Set.of("job", "code")), new Selector("up", Set.of("job")));
        assertThat(reading.grouping()).containsExactlyInAnyOrder("job", "le", "zone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 - sum(rate(a_bucket{le=\"0.1\"}[6h])) / sum(rate(a_count[6h]))",
                "min_over_time(a[10m]) > 4e6 and b == 1 or absent(c{d='e'}) unless f",
                "histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m])))",
                "sum(a) by (b)",
                "a offset 5m",
                "2 ^ 3 ^ 2",
                "time() - a",
                "claviger:a:ratio_rate1h > 14.4 * 0.001",
            })
    void expression_thatIsRight_isTaken(String text) {
        assertThat(Promql.read(text)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sum(a",
                "a)",
                "a{b=c}",
                "a{b==\"c\"}",
                "a{b=~\"(\"}",
                "rate(a)",
                "rate(a[5])",
                "sum(rate(a))",
                "sum(1)",
                "raet(a[5m])",
                "a[5m]",
                "a and 1",
                "1 > 2",
                "sum by job (a)",
                "a + ",
                "a b",
                "histogram_quantile(a, 0.9)",
            })
    void expression_thatIsWrong_isRefused(String text) {
        assertThatThrownBy(() -> Promql.read(text))
                .isInstanceOfAny(PromqlFault.class, java.util.regex.PatternSyntaxException.class);
    }
}
