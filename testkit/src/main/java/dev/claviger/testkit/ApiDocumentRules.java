package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.claviger.kernel.http.PublicRoute;
import jakarta.ws.rs.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds the OpenAPI document of a service against its code: every route is in it, no other is, and public ones say so. */
public final class ApiDocumentRules {
    private static final Set<String> VERBS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private ApiDocumentRules() {}

    /**
     * Fails unless document and code name the same routes.
     *
     * @param service a class of the service's base package
     */
    public static void check(JsonNode document, Class<?> service) {
        Map<String, Boolean> written = written(service);

        assertThat(documented(document)).containsExactlyInAnyOrderEntriesOf(written);
        assertThat(written).isNotEmpty();
        document.path("paths")
                .forEach(item -> item.forEach(operation -> {
                    if (operation.has("operationId")) {
                        assertThat(operation.path("responses").path("default").toString())
                                .containsPattern("#/components/schemas/(Vault)?Error\"");
                    }
                }));
        Set<String> ids = new TreeSet<>();
        document.findValues("operationId")
                .forEach(id -> assertThat(ids.add(id.asText())).as(id.asText()).isTrue());
    }

    /** Each route with whether it is public. */
    private static Map<String, Boolean> written(Class<?> service) {
        Map<String, Boolean> routes = new TreeMap<>();
        for (JavaClass resource : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackagesOf(service)) {
            for (JavaMethod method : resource.getMethods()) {
                VERBS.stream()
                        .filter(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb))
                        .forEach(verb -> routes.put(
                                verb + " " + path(resource, method), method.isAnnotatedWith(PublicRoute.class)));
            }
        }
        return routes;
    }

    private static String path(JavaClass resource, JavaMethod method) {
        String base =
                resource.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
        String own = method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
        String joined = ("/" + base + "/" + own).replaceAll("/+", "/").replaceAll("/$", "");
        return joined.replaceAll("\\{\\s*([^:}\\s]+)[^}]*}", "{$1}");
    }

    private static Map<String, Boolean> documented(JsonNode document) {
        Map<String, Boolean> routes = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(item -> item.getValue().properties().stream()
                        .filter(operation -> VERBS.contains(operation.getKey().toUpperCase(Locale.ROOT)))
                        .forEach(operation -> routes.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + item.getKey(),
                                !operation.getValue().has("security"))));
        return routes;
    }
}
