package dev.claviger.local.gitlabapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a call: query and body laid over each other, whatever form the body has. Names with brackets become objects. */
final class Params {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> TRUE = Set.of("true", "1", "t", "on");
    private static final Set<String> FALSE = Set.of("false", "0", "f", "off");

    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    static Params of(String query, String contentType, byte[] body) {
        Params params = new Params();
        params.addForm(query);
        if (body.length > 0 && contentType.startsWith("application/json")) {
            params.addJson(body);
        } else if (body.length > 0) {
            params.addForm(new String(body, StandardCharsets.UTF_8));
        }
        return params;
    }

    private void addJson(byte[] body) {
        try {
            if (JSON.readValue(body, Object.class) instanceof Map<?, ?> object) {
                object.forEach((name, value) -> values.put(String.valueOf(name), value));
            }
        } catch (JsonProcessingException broken) {
            throw Refused.parameter("The request body is not valid JSON");
        } catch (IOException defect) {
            throw new IllegalStateException(defect);
        }
    }

    private void addForm(String form) {
        for (String pair : form.split("&", -1)) {
            if (!pair.isEmpty()) {
                int at = pair.indexOf('=');
                put(decode(at < 0 ? pair : pair.substring(0, at)), at < 0 ? "" : decode(pair.substring(at + 1)));
            }
        }
    }

    /** {@code scopes[]} is a list, {@code filter[environment_scope]} a member of an object. */
    private void put(String name, String value) {
        int at = name.indexOf('[');
        if (at < 0 || !name.endsWith("]")) {
            values.put(name, value);
            return;
        }
        String outer = name.substring(0, at);
        String inner = name.substring(at + 1, name.length() - 1);
        if (inner.isEmpty()) {
            List<Object> list = new ArrayList<>();
            if (values.get(outer) instanceof List<?> earlier) {
                list.addAll(earlier);
            }
            list.add(value);
            values.put(outer, list);
        } else {
            Map<String, Object> object = new LinkedHashMap<>();
            if (values.get(outer) instanceof Map<?, ?> earlier) {
                earlier.forEach((key, member) -> object.put(String.valueOf(key), member));
            }
            object.put(inner, value);
            values.put(outer, object);
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(String::valueOf);
    }

    String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    int number(String name, int otherwise) {
        try {
            return text(name).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException wrong) {
            throw Refused.parameter(name + " is invalid");
        }
    }

    /** Absent is empty; what is neither true nor false is refused. */
    Optional<Boolean> flag(String name) {
        Optional<String> text = text(name);
        if (text.isPresent() && !TRUE.contains(text.get()) && !FALSE.contains(text.get())) {
            throw Refused.parameter(name + " is invalid");
        }
        return text.map(TRUE::contains);
    }

    Optional<String> member(String object, String name) {
        return values.get(object) instanceof Map<?, ?> map
                ? Optional.ofNullable(map.get(name)).map(String::valueOf)
                : Optional.empty();
    }

    List<String> list(String name) {
        return switch (values.get(name)) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case Object one -> List.of(String.valueOf(one).split(","));
        };
    }

    /** Refuses a call that lacks any of these, all at once. */
    void require(String... names) {
        List<String> missing =
                List.of(names).stream().filter(name -> !has(name)).toList();
        if (!missing.isEmpty()) {
            throw Refused.parameter(String.join(
                    ", ", missing.stream().map(name -> name + " is missing").toList()));
        }
    }
}
