package dev.claviger.vault.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.claviger.kernel.http.InvalidInput;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** How secrets are written into a file. */
public enum Format {
    DOTENV("text/plain;charset=UTF-8"),
    JSON("application/json"),
    YAML("application/yaml;charset=UTF-8");

    private static final int MAX_CHARACTERS = 16 * 1024 * 1024;
    private static final int MAX_NESTING = 8;

    private static final Documents AS_JSON = new Documents(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private static final Documents AS_YAML = new Documents(YAMLFactory.builder()
            .loaderOptions(limits())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    /** Refuses with {@link InvalidInput} what is no format. */
    public static Format parse(String field, @Nullable String text) {
        return switch (text == null ? "" : text) {
            case "dotenv" -> DOTENV;
            case "json" -> JSON;
            case "yaml" -> YAML;
            default -> throw InvalidInput.of(field, "Must be dotenv, json or yaml");
        };
    }

    public String contentType() {
        return contentType;
    }

    /** Fails with a refusal that names the secrets which the format cannot hold. */
    public byte[] write(List<Sheet> sheets) {
        return switch (this) {
            case DOTENV -> DotenvText.write(sheets).getBytes(UTF_8);
            case JSON -> AS_JSON.write(sheets);
            case YAML -> AS_YAML.write(sheets);
        };
    }

    /** Fails with a refusal that tells what is wrong with the file. */
    public List<Sheet> read(byte[] file) {
        String text = text(file);
        return switch (this) {
            case DOTENV -> new DotenvReader(text).read();
            case JSON -> AS_JSON.read(text);
            case YAML -> AS_YAML.read(text);
        };
    }

    private static String text(byte[] file) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new FileRefused("The file is not in UTF-8. Convert it first.");
        }
    }

    private static LoaderOptions limits() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_NESTING);
        options.setMaxAliasesForCollections(0);
        return options;
    }
}
