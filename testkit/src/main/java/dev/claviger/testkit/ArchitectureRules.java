package dev.claviger.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The walls inside a service. Its {@code ArchitectureTest} takes them all:
 *
 * <pre>{@code
 * @AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = DoNotIncludeTests.class)
 * class ArchitectureTest {
 *     @ArchTest
 *     static final ArchTests walls = ArchTests.in(ArchitectureRules.class);
 * }
 * }</pre>
 *
 * <p>Names are rules here: a class may speak SQL because its name ends in {@code Store}. {@code Wiring}, the only producer
 * class of a service, is free to make clocks, ids and clients. A nested class counts as the class around it.
 */
public final class ArchitectureRules {
    private static final Set<String> CLOCK_MAKERS = Set.of("system", "systemUTC", "systemDefaultZone");

    @ArchTest
    public static final ArchRule features_do_not_form_cycles =
            slices().matching("dev.claviger.*.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    public static final ArchRule only_stores_speak_sql = noClasses()
            .that(areNotNamed("Store", "Wiring"))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vertx.mutiny.sqlclient..", "io.vertx.sqlclient.."))
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule only_resources_speak_http = noClasses()
            .that(areNotNamed("Resource", "Wiring"))
            .and()
            .resideOutsideOfPackage("dev.claviger.kernel.http..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.ws.rs.."))
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule only_consumers_know_reactive_messaging = noClasses()
            .that(areNotNamed("Consumer", "Wiring"))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "org.eclipse.microprofile.reactive.messaging..", "io.smallrye.reactive.messaging.."))
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule time_comes_from_the_clock = noClasses()
            .that(areNotNamed("Wiring"))
            .should()
            .callMethodWhere(readsTheSystemClock())
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule ids_come_from_ids = noClasses()
            .that(areNotNamed("Wiring"))
            .should()
            .callMethod(UUID.class, "randomUUID")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule chance_comes_in = noClasses()
            .that(areNotNamed("Wiring"))
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callConstructor(Random.class, long.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(ThreadLocalRandom.class, "current")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule nobody_waits_for_a_uni = noClasses()
            .should()
            .callMethodWhere(waitsForAUni())
            .because("it blocks the event loop; only tests may")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule packages_are_features = noClasses()
            .should()
            .resideInAnyPackage("..service..", "..util..", "..common..", "..impl..", "..dto..", "..model..")
            .because("a package is named after a word of the domain, not after a layer")
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule fields_are_not_injected =
            noFields().should().beAnnotatedWith("jakarta.inject.Inject").allowEmptyShould(true);

    @ArchTest
    public static final ArchRule setters_are_not_injected =
            noMethods().should().beAnnotatedWith("jakarta.inject.Inject").allowEmptyShould(true);

    private ArchitectureRules() {}

    private static DescribedPredicate<JavaClass> areNotNamed(String... endings) {
        return DescribedPredicate.describe("are not named *" + String.join(" or *", endings), candidate -> {
            String name = outermost(candidate).getSimpleName();
            return Set.of(endings).stream().noneMatch(name::endsWith);
        });
    }

    private static JavaClass outermost(JavaClass nested) {
        return nested.getEnclosingClass().map(ArchitectureRules::outermost).orElse(nested);
    }

    private static DescribedPredicate<JavaMethodCall> readsTheSystemClock() {
        return DescribedPredicate.describe("read the system clock", call -> {
            JavaClass owner = call.getTargetOwner();
            return owner.getPackageName().equals(Instant.class.getPackageName())
                    && (isNow(call) || (owner.isEquivalentTo(Clock.class) && CLOCK_MAKERS.contains(call.getName())));
        });
    }

    private static boolean isNow(JavaMethodCall call) {
        return call.getName().equals("now")
                && call.getTarget().getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
    }

    private static DescribedPredicate<JavaMethodCall> waitsForAUni() {
        return DescribedPredicate.describe(
                "wait for a Uni",
                call -> call.getName().equals("await")
                        && call.getTargetOwner().getFullName().equals("io.smallrye.mutiny.Uni"));
    }
}
