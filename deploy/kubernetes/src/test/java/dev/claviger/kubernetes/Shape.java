package dev.claviger.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds a manifest to the classes of the published model of its kind: fields that it does not have, values that do not fit. */
final class Shape {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final Set<String> SCALARS = Set.of("IntOrString", "Quantity", "Duration");

    private final List<String> faults = new ArrayList<>();

    private Shape() {}

    static List<String> faults(JsonNode manifest, Class<?> model) {
        Shape shape = new Shape();
        shape.walk(manifest.path("kind").asText(), manifest, MAPPER.constructType(model));
        return shape.faults;
    }

    private void walk(String path, JsonNode node, JavaType type) {
        if (type.isMapLikeType()) {
            node.properties()
                    .forEach(field -> walk(path + "." + field.getKey(), field.getValue(), type.getContentType()));
        } else if (type.isCollectionLikeType() || type.isArrayType()) {
            walkList(path, node, type.getContentType());
        } else if (node.isObject() && !isScalar(type)) {
            walkObject(path, node, type);
        } else {
            var _ = read(path, node, type);
        }
    }

    private static boolean isScalar(JavaType type) {
        Class<?> raw = type.getRawClass();
        return raw == Object.class || raw.getName().startsWith("java.") || SCALARS.contains(raw.getSimpleName());
    }

    private void walkList(String path, JsonNode list, JavaType element) {
        if (!list.isArray()) {
            faults.add(path + " is no list");
        }
        list.forEach(each -> walk(path + "[]", each, element));
    }

    private void walkObject(String path, JsonNode node, JavaType type) {
        Object value = read(path, node, type);
        JavaType actual = value == null ? type : MAPPER.constructType(value.getClass());
        Map<String, JavaType> fields = fields(actual);
        node.properties().forEach(field -> {
            JavaType known = fields.get(field.getKey());
            if (known == null) {
                faults.add("%s has no field %s".formatted(path, field.getKey()));
            } else {
                walk(path + "." + field.getKey(), field.getValue(), known);
            }
        });
    }

    private @org.jspecify.annotations.Nullable Object read(String path, JsonNode node, JavaType type) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException unfit) {
            faults.add("%s: %s".formatted(path, unfit.getOriginalMessage()));
            return null;
        }
    }

    private static Map<String, JavaType> fields(JavaType type) {
        BeanDescription bean = MAPPER.getDeserializationConfig().introspect(type);
        return bean.findProperties().stream()
                .collect(Collectors.toMap(
                        BeanPropertyDefinition::getName,
                        BeanPropertyDefinition::getPrimaryType,
                        (first, other) -> first));
    }

    /** As a check that can be kept in a table. */
    static Function<JsonNode, List<String>> of(Class<?> model) {
        return manifest -> faults(manifest, model);
    }
}
