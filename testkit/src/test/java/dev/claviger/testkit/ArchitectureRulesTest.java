package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.claviger.sample.first.First;
import dev.claviger.sample.second.Second;
import dev.claviger.sample.util.Misplaced;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureRulesTest {

    @ParameterizedTest
    @MethodSource
    void offender_breaksItsRule(ArchRule rule, Class<?> offender) {
        assertThat(rule.evaluate(only(offender)).hasViolation()).isTrue();
    }

    static Stream<Arguments> offender_breaksItsRule() {
        return Stream.of(
                arguments(ArchitectureRules.time_comes_from_the_clock, ReadsTheClock.class),
                arguments(ArchitectureRules.time_comes_from_the_clock, ReadsTheDate.class),
                arguments(ArchitectureRules.time_comes_from_the_clock, MakesAClock.class),
                arguments(ArchitectureRules.ids_come_from_ids, MakesAnId.class),
                arguments(ArchitectureRules.chance_comes_in, ThrowsDice.class),
                arguments(ArchitectureRules.nobody_waits_for_a_uni, Waits.class),
                arguments(ArchitectureRules.packages_are_features, Misplaced.class),
                arguments(ArchitectureRules.setters_are_not_injected, InjectsASetter.class),
                arguments(ArchitectureRules.fields_are_not_injected, InjectsAField.class),
                arguments(ArchitectureRules.only_stores_speak_sql, SpeaksSql.class),
                arguments(ArchitectureRules.only_resources_speak_http, SpeaksHttp.class));
    }

    @Test
    void featuresThatNeedEachOther_breakTheirRule() {
        JavaClasses knot = new ClassFileImporter().importClasses(First.class, Second.class);

        assertThat(ArchitectureRules.features_do_not_form_cycles.evaluate(knot).hasViolation())
                .isTrue();
    }

    @Test
    void honestClass_breaksNoRule() {
        JavaClasses honest = only(Honest.class);

        assertThat(Stream.of(
                                ArchitectureRules.features_do_not_form_cycles,
                                ArchitectureRules.only_stores_speak_sql,
                                ArchitectureRules.only_resources_speak_http,
                                ArchitectureRules.only_consumers_know_reactive_messaging,
                                ArchitectureRules.time_comes_from_the_clock,
                                ArchitectureRules.ids_come_from_ids,
                                ArchitectureRules.chance_comes_in,
                                ArchitectureRules.nobody_waits_for_a_uni,
                                ArchitectureRules.packages_are_features,
                                ArchitectureRules.fields_are_not_injected,
                                ArchitectureRules.setters_are_not_injected)
                        .filter(rule -> rule.evaluate(honest).hasViolation()))
                .isEmpty();
    }

    @Test
    void nestedClassOfAStore_maySpeakSql() {
        JavaClasses store = new ClassFileImporter().importClasses(SampleStore.class, SampleStore.Row.class);

        assertThat(ArchitectureRules.only_stores_speak_sql.evaluate(store).hasViolation())
                .isFalse();
    }

    private static JavaClasses only(Class<?> type) {
        return new ClassFileImporter().importClasses(type);
    }

    static final class ReadsTheClock {
        Instant now() {
            return Instant.now();
        }
    }

    static final class ReadsTheDate {
        LocalDate today() {
            return LocalDate.now(ZoneOffset.UTC);
        }
    }

    static final class MakesAClock {
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    static final class MakesAnId {
        UUID id() {
            return UUID.randomUUID();
        }
    }

    static final class ThrowsDice {
        RandomGenerator dice() {
            return new Random(6);
        }
    }

    static final class Waits {
        String await(Uni<String> uni) {
            return uni.await().indefinitely();
        }
    }

    static class InjectsAField {
        @Inject
        Clock clock;
    }

    static class InjectsASetter {
        private String word = "";

        @Inject
        void word(String given) {
            word = given;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    record SpeaksSql(Pool pool) {}

    record SpeaksHttp(Response response) {}

    record Honest(Clock clock, RandomGenerator chance) {
        LocalDate today() {
            return LocalDate.now(clock);
        }
    }
}
