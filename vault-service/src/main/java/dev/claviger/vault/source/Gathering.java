package dev.claviger.vault.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.secret.Metadatum;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.transfer.Line;
import dev.claviger.vault.transfer.Sheet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers what was read into sheets, and what does not fit aside. Lives in one request. */
final class Gathering {
    private final SecretConfig config;
    private final Map<String, Map<String, Line>> folders = new TreeMap<>();
    private final List<Harvest.LeftOut> unfit = new ArrayList<>();
    private final List<Harvest.LeftOut> gone = new ArrayList<>();
    private int lines;

    Gathering(SecretConfig config) {
        this.config = config;
    }

    /** @param path of the folder, absolute below what was asked for */
    void add(String path, Line line) {
        @Nullable String objection = objection(path, line);
        if (objection != null) {
            unfit.add(new Harvest.LeftOut(path, line.name(), objection));
            return;
        }
        lines++;
        if (lines > config.maxAnswerSecrets()) {
            throw SourceRefused.tooMuch(config.maxAnswerSecrets() + " secrets");
        }
        folders.computeIfAbsent(path, fresh -> new LinkedHashMap<>()).put(line.name(), line);
    }

    /** Leaves out what nobody would miss, such as what is deleted there. */
    void leave(String path, String name, String reason) {
        gone.add(new Harvest.LeftOut(path, name, reason));
    }

    /** Leaves out what only the caller can decide to do without. */
    void refuse(String path, String name, String reason) {
        unfit.add(new Harvest.LeftOut(path, name, reason));
    }

    private @Nullable String objection(String path, Line line) {
        if (!isFolder(path)) {
            return "no name for a folder";
        }
        if (!isName(line.name())) {
            return "no name for a secret";
        }
        Secret value = line.value();
        if (value.reveal().getBytes(UTF_8).length > config.maxValueBytes()) {
            return "larger than %d bytes".formatted(config.maxValueBytes());
        }
        boolean twice = folders.getOrDefault(path, Map.of()).containsKey(line.name());
        return twice ? "there twice" : null;
    }

    private static boolean isFolder(String path) {
        try {
            return path.equals(SecretPath.parse("path", path).text());
        } catch (InvalidInput unfit) {
            return false;
        }
    }

    private static boolean isName(String name) {
        try {
            SecretName parsed = SecretName.parse("name", name);
            parsed.requireNew("name");
            return parsed.text().equals(name);
        } catch (InvalidInput unfit) {
            return false;
        }
    }

    /** Fails with {@link SourceRefused} where something does not fit, unless that is to be left out, and where nothing is left. */
    Harvest finish(boolean leaveOut) {
        if (!leaveOut && !unfit.isEmpty()) {
            throw SourceRefused.unfit(unfit);
        }
        if (folders.isEmpty()) {
            throw SourceRefused.nothing();
        }
        List<Sheet> sheets = folders.entrySet().stream()
                .map(folder ->
                        new Sheet(folder.getKey(), List.copyOf(folder.getValue().values())))
                .toList();
        List<Harvest.LeftOut> left = new ArrayList<>(gone);
        left.addAll(unfit);
        return new Harvest(sheets, left);
    }

    static Line line(
            String name,
            Secret value,
            @Nullable String comment,
            List<Metadatum> metadata,
            List<String> tags,
            @Nullable Boolean skipMultilineEncoding) {
        return new Line(
                name,
                value,
                comment,
                metadata.isEmpty() ? null : metadata,
                tags.isEmpty() ? null : tags,
                skipMultilineEncoding);
    }
}
