package dev.claviger.vault.reading;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.secret.SecretObject;
import dev.claviger.vault.transfer.Line;
import dev.claviger.vault.transfer.Sheet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Lays secrets that were read out for a file. */
final class Export {
    private Export() {}

    /** One sheet for each folder. What is imported stands in the folder itself, where nothing nearer has its name. */
    static List<Sheet> sheets(ExportRequest request, SecretList list) {
        SecretPath top = SecretPath.canonical(request.list().place().path());
        Map<String, Map<String, Line>> folders = new LinkedHashMap<>();
        folders.put("/", new LinkedHashMap<>());
        for (SecretObject secret : list.secrets()) {
            folders.computeIfAbsent(below(top, secret.secretPath()), path -> new LinkedHashMap<>())
                    .put(secret.secretKey(), line(secret, request.details()));
        }
        imported(list)
                .forEach(secret -> folders.get("/").putIfAbsent(secret.secretKey(), line(secret, request.details())));
        return folders.entrySet().stream()
                .filter(folder -> folders.size() == 1 || !folder.getValue().isEmpty())
                .map(folder -> new Sheet(
                        folder.getKey(), new ArrayList<>(folder.getValue().values())))
                .toList();
    }

    /** The import that is listed last wins over those before it, as clients have it. */
    private static Stream<SecretObject> imported(SecretList list) {
        return list.imports().reversed().stream().flatMap(block -> block.secrets().stream());
    }

    private static String below(SecretPath top, String path) {
        if (top.isRoot()) {
            return path;
        }
        String rest = path.substring(top.text().length());
        return rest.isEmpty() ? "/" : rest;
    }

    private static Line line(SecretObject secret, boolean details) {
        Secret value = Secret.of(secret.secretValue());
        return details
                ? new Line(
                        secret.secretKey(),
                        value,
                        secret.secretComment(),
                        secret.secretMetadata(),
                        secret.tags().stream().map(SecretObject.TagObject::slug).toList(),
                        secret.skipMultilineEncoding())
                : Line.plain(secret.secretKey(), value);
    }
}
