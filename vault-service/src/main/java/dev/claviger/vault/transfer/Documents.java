package dev.claviger.vault.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.claviger.kernel.Secret;
import dev.claviger.vault.secret.Metadatum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * JSON and YAML. A file is one object; a name that starts with a slash is a folder with its secrets, every other one a secret. A secret is
 * its value, or an object with more about it. Numbers and truths are taken as they are written.
 */
final class Documents {
    private static final String SHAPE = "one object of names and values";

    private final JsonFactory factory;

    Documents(JsonFactory factory) {
        this.factory = factory;
    }

    byte[] write(List<Sheet> sheets) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = factory.createGenerator(bytes)) {
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            for (Sheet sheet : sheets) {
                write(out, sheet, sheets.size() == 1 && sheet.path().equals("/"));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("texts can always be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, Sheet sheet, boolean flat) throws IOException {
        if (!flat) {
            out.writeObjectFieldStart(sheet.path());
        }
        for (Line line : sheet.lines()) {
            out.writeFieldName(line.name());
            write(out, line);
        }
        if (!flat) {
            out.writeEndObject();
        }
    }

    private static void write(JsonGenerator out, Line line) throws IOException {
        if (line.metadata() == null) {
            out.writeString(line.value().reveal());
            return;
        }
        out.writeStartObject();
        out.writeStringField("value", line.value().reveal());
        out.writeStringField("comment", line.comment());
        out.writeArrayFieldStart("tags");
        for (String tag : line.tags() == null ? List.<String>of() : line.tags()) {
            out.writeString(tag);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("metadata");
        for (Metadatum entry : line.metadata()) {
            out.writeStartObject();
            out.writeStringField("key", entry.key());
            out.writeStringField("value", entry.value());
            out.writeBooleanField("isEncrypted", entry.isEncrypted());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeBooleanField("skipMultilineEncoding", Boolean.TRUE.equals(line.skipMultilineEncoding()));
        out.writeEndObject();
    }

    List<Sheet> read(String text) {
        try (JsonParser in = factory.createParser(text)) {
            return read(in);
        } catch (IOException | YAMLException e) {
            throw new FileRefused("The file is not well-formed, too deep, or has a name twice.");
        }
    }

    private static List<Sheet> read(JsonParser in) throws IOException {
        Map<String, List<Line>> folders = new LinkedHashMap<>();
        require(in, in.nextToken() == JsonToken.START_OBJECT, SHAPE);
        while (next(in) == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            var _ = next(in);
            if (name.startsWith("/")) {
                folder(in, folders.computeIfAbsent(name, path -> new ArrayList<>()));
            } else {
                folders.computeIfAbsent("/", path -> new ArrayList<>()).add(line(in, name));
            }
        }
        require(in, in.nextToken() == null, "one document alone");
        return folders.entrySet().stream()
                .map(folder -> new Sheet(folder.getKey(), folder.getValue()))
                .toList();
    }

    private static void folder(JsonParser in, List<Line> lines) throws IOException {
        require(in, in.currentToken() == JsonToken.START_OBJECT, "one object for every folder");
        while (next(in) == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            var _ = next(in);
            lines.add(line(in, name));
        }
    }

    private static Line line(JsonParser in, String name) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            return Line.plain(name, Secret.of(scalar(in)));
        }
        @Nullable Secret value = null;
        @Nullable String comment = null;
        @Nullable List<Metadatum> metadata = null;
        @Nullable List<String> tags = null;
        @Nullable Boolean skip = null;
        while (next(in) == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            var _ = next(in);
            switch (field) {
                case "value" -> value = Secret.of(scalar(in));
                case "comment" -> comment = scalar(in);
                case "tags" -> tags = tags(in);
                case "metadata" -> metadata = metadata(in);
                case "skipMultilineEncoding" -> skip = Boolean.valueOf(scalar(in));
                default -> require(in, false, "value, comment, tags, metadata or skipMultilineEncoding of a secret");
            }
        }
        if (value == null) {
            throw new FileRefused("Secret '%s' has no value in the file.".formatted(name));
        }
        return new Line(name, value, comment, metadata, tags, skip);
    }

    private static List<String> tags(JsonParser in) throws IOException {
        List<String> tags = new ArrayList<>();
        require(in, in.currentToken() == JsonToken.START_ARRAY, "a list of tags");
        while (next(in) != JsonToken.END_ARRAY) {
            tags.add(scalar(in));
        }
        return tags;
    }

    private static List<Metadatum> metadata(JsonParser in) throws IOException {
        List<Metadatum> entries = new ArrayList<>();
        require(in, in.currentToken() == JsonToken.START_ARRAY, "a list of metadata");
        while (next(in) != JsonToken.END_ARRAY) {
            require(in, in.currentToken() == JsonToken.START_OBJECT, "an object for every entry of metadata");
            Map<String, String> parts = new LinkedHashMap<>();
            while (next(in) == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                var _ = next(in);
                parts.put(field, scalar(in));
            }
            entries.add(new Metadatum(
                    parts.getOrDefault("key", ""),
                    parts.getOrDefault("value", ""),
                    Boolean.parseBoolean(parts.get("isEncrypted"))));
        }
        return entries;
    }

    private static String scalar(JsonParser in) throws IOException {
        boolean text = switch (in.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> true;
            default -> false;
        };
        require(in, text, "text, a number or a truth, for nothing is not the same as ''");
        return in.getText();
    }

    /** An alias would be read as its own name. */
    private static JsonToken next(JsonParser in) throws IOException {
        JsonToken token = in.nextToken();
        require(in, token != null, "whole");
        require(in, !(in instanceof YAMLParser yaml && yaml.isCurrentAlias()), "free of aliases");
        return token;
    }

    private static void require(JsonParser in, boolean holds, String shape) {
        if (!holds) {
            throw new FileRefused("Near line %d the file must be %s."
                    .formatted(in.currentLocation().getLineNr(), shape));
        }
    }
}
