package dev.claviger.kernel.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Completes the OpenAPI document that the framework derives from the routes: who may call them, and the one error body that they all have
 * (http-api.md 1.2, 1.4).
 *
 * <p>The framework names operations after class and method; here they get names that stay when a class is renamed, and the method tells
 * whether its route is public.
 */
@OpenApiFilter(OpenApiFilter.RunStage.RUN)
public class ApiDocument implements OASFilter {
    private static final String TOKEN = "accessToken";
    private static final String ERROR = "Error";
    private static final String VAULT_ERROR = "VaultError";
    private static final String DEFAULT = "default";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents()
                .addSchema(ERROR, error())
                .addSchema(VAULT_ERROR, vaultError())
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("JWT")
                                .description("The access token of a login"));
        if (document.getPaths() != null && document.getPaths().getPathItems() != null) {
            document.getPaths()
                    .getPathItems()
                    .forEach((path, item) -> item.getOperations()
                            .forEach((method, operation) ->
                                    complete(operation, method.name().toLowerCase(Locale.ROOT), path)));
        }
    }

    private static void complete(Operation operation, String method, String path) {
        String javaName = operation.getOperationId() == null ? "" : operation.getOperationId();
        if (!isPublic(javaName)) {
            operation.addSecurityRequirement(
                    OASFactory.createSecurityRequirement().addScheme(TOKEN));
        }
        operation.setOperationId(method + path.replace("{", "").replace("}", "").replaceAll("[^A-Za-z0-9]+", "_"));
        if (operation.getResponses() == null) {
            operation.setResponses(OASFactory.createAPIResponses());
        }
        operation.getResponses().addAPIResponse(DEFAULT, refusal(VaultDialect.covers(path) ? VAULT_ERROR : ERROR));
    }

    private static boolean isPublic(String javaName) {
        int separator = javaName.lastIndexOf('_');
        if (separator < 0) {
            return false;
        }
        try {
            Class<?> resource = Class.forName(
                    javaName.substring(0, separator),
                    false,
                    Thread.currentThread().getContextClassLoader());
            String name = javaName.substring(separator + 1);
            return Arrays.stream(resource.getDeclaredMethods())
                    .filter(method -> method.getName().equals(name))
                    .anyMatch(ApiDocument::isPublic);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isPublic(Method method) {
        return method.isAnnotationPresent(PublicRoute.class);
    }

    private static APIResponse refusal(String schema) {
        return OASFactory.createAPIResponse()
                .description("A refusal, or an outage. 422 has a list of issues in message.")
                .content(OASFactory.createContent()
                        .addMediaType(
                                "application/json",
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(schema))));
    }

    private static Schema error() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .required(List.of("reqId", "statusCode", "message", "error"))
                .properties(Map.of(
                        "reqId", OASFactory.createSchema().addType(Schema.SchemaType.STRING),
                        "statusCode", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER),
                        "message", OASFactory.createSchema().description("A text; for 422 a list of issues"),
                        "error", OASFactory.createSchema().addType(Schema.SchemaType.STRING),
                        "details", OASFactory.createSchema()));
    }

    private static Schema vaultError() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .required(List.of("errors"))
                .properties(Map.of(
                        "errors",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .items(OASFactory.createSchema().addType(Schema.SchemaType.STRING))));
    }
}
