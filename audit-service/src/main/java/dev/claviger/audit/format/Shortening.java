package dev.claviger.audit.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an object smaller until it fits: long lists lose their end, long texts are cut, and objects of many small members lose the last
 * of them; always whatever is greatest. Members of the object itself and texts of at most 64 characters stay, so that ids, names and what a
 * format requires do.
 */
final class Shortening {
    private static final int LONGEST_KEPT_TEXT = 64;
    private static final int SMALL_OBJECT = 512;
    private static final int MOST_CUTS = 500;

    private Shortening() {}

    static byte[] fit(ObjectNode object, int limit, ObjectMapper writer) {
        byte[] bytes = Formats.write(writer, object);
        for (int cut = 0; bytes.length > limit && cut < MOST_CUTS && cutGreatest(object, true); cut++) {
            bytes = Formats.write(writer, object);
        }
        return bytes;
    }

    /** False where nothing can be cut. */
    private static boolean cutGreatest(ObjectNode object, boolean whole) {
        List<String> bySize = new ArrayList<>();
        object.fieldNames().forEachRemaining(bySize::add);
        bySize.sort((one, other) -> Integer.compare(size(object.get(other)), size(object.get(one))));
        for (String name : bySize) {
            if (isMany(object, name, whole)) {
                return dropHalf(object);
            }
            if (cut(object, name)) {
                return true;
            }
        }
        return !whole && size(object) > SMALL_OBJECT && dropHalf(object);
    }

    /** Whether even the greatest member is small beside all of them. */
    private static boolean isMany(ObjectNode object, String greatest, boolean whole) {
        return !whole && size(object) > SMALL_OBJECT && size(object.get(greatest)) < size(object) / 8;
    }

    private static boolean cut(ObjectNode parent, String name) {
        JsonNode value = parent.get(name);
        if (value.isTextual() && value.textValue().length() > LONGEST_KEPT_TEXT) {
            parent.put(name, half(value.textValue()));
            return true;
        }
        return switch (value) {
            case ArrayNode list -> !list.isEmpty() && cut(list);
            case ObjectNode object -> cutGreatest(object, false);
            default -> false;
        };
    }

    private static boolean cut(ArrayNode list) {
        if (list.size() == 1 && list.get(0) instanceof ObjectNode only && cutGreatest(only, false)) {
            return true;
        }
        int keep = list.size() / 2;
        for (int last = list.size() - 1; last >= keep; last--) {
            list.remove(last);
        }
        return true;
    }

    private static boolean dropHalf(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        object.remove(names.subList(names.size() / 2, names.size()));
        return true;
    }

    private static String half(String text) {
        int end = Math.max(LONGEST_KEPT_TEXT, text.length() / 2) - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private static int size(JsonNode node) {
        return node.toString().length();
    }
}
