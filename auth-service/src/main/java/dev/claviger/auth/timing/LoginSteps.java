package dev.claviger.auth.timing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The metric {@code claviger_login_step_seconds}: where the time of logins goes. Its label names the step and nothing else. */
@Startup
@ApplicationScoped
public class LoginSteps {
    private final Map<Step, Timer> timers = new EnumMap<>(Step.class);

    LoginSteps(MeterRegistry registry) {
        for (Step step : Step.values()) {
            timers.put(
                    step,
                    Timer.builder("claviger.login.step")
                            .description("How long the steps of machine logins take")
                            .tag("step", step.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** The steps. */
    public enum Step {
        /** Having the keys of the issuer, fetched where they have to be. */
        KEYS,
        /** Checking the signature and the claims' form. */
        VERIFY,
        /** Making and signing the access token. */
        SIGN,
        /** Storing the token's row and recording the login. */
        RECORD
    }

    /** Measures work that is done when it returns. */
    public <T> T measure(Step step, Supplier<T> work) {
        long begin = System.nanoTime();
        T result = work.get();
        note(step, begin);
        return result;
    }

    /** Measures work from its subscription to its item; failures do not count. */
    public <T> Uni<T> measure(Step step, Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            long begin = System.nanoTime();
            return work.invoke(done -> note(step, begin));
        });
    }

    private void note(Step step, long begin) {
        Timer timer = timers.get(step);
        if (timer != null) {
            timer.record(Duration.ofNanos(System.nanoTime() - begin));
        }
    }
}
