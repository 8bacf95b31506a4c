package dev.claviger.vault.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.secret.Metadatum;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.source.SourceCalls.Reply;
import dev.claviger.vault.source.SourceCalls.Server;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a key-value engine of version 2 of Vault or OpenBao. Each of its entries becomes a folder, each key of the entry a secret: that is
 * how the entry is read through our own slice of the Vault API, too.
 */
@ApplicationScoped
public class VaultServer {
    private static final int MAX_DEPTH = 20;

    private final SourceCalls calls;
    private final SecretConfig limits;
    private final SourceConfig config;

    VaultServer(SourceCalls calls, SecretConfig limits, SourceConfig config) {
        this.calls = calls;
        this.limits = limits;
        this.config = config;
    }

    /**
     * What is wanted.
     *
     * @param mount of the engine; {@code secret} when absent
     * @param path of an entry, or of a folder of them; all of the engine when absent
     * @param recursive also entries further below; yes when absent
     * @param leaveOut leave out what cannot be taken, instead of failing
     */
    public record Wanted(
            @Nullable String url,
            @Nullable String caCert,
            @Nullable Secret token,
            @Nullable String namespace,
            @Nullable String mount,
            @Nullable String path,
            @Nullable Boolean recursive,
            @Nullable Boolean leaveOut) {}

    /** One engine and how it is asked. */
    private record Engine(Server server, Map<String, Secret> headers, String mount, String path, boolean recursive) {}

    /** The names in a folder of the engine. */
    private record Names(List<String> entries, List<String> folders) {}

    /** Reads all of it. Fails with {@link SourceRefused} and as {@link dev.claviger.kernel.outbound.GuardedHttp#call}. */
    public Uni<Harvest> read(Wanted wanted) {
        Engine engine = engine(wanted);
        Gathering gathering = new Gathering(limits);
        return entries(engine, List.of(engine.path()), 0)
                .map(found -> withTop(engine, found))
                .chain(entries -> each(entries, entry -> readOne(engine, entry, gathering)))
                .map(all -> gathering.finish(Boolean.TRUE.equals(wanted.leaveOut)));
    }

    private static Engine engine(Wanted wanted) {
        Server server = Server.parse(wanted.url, wanted.caCert);
        Validation input = new Validation();
        Secret token = wanted.token == null ? Secret.of("") : wanted.token;
        input.check(token.hasText(), "token", "Required");
        input.done();
        Map<String, Secret> headers = new HashMap<>();
        headers.put("X-Vault-Token", token);
        headers.put("X-Vault-Request", Secret.of("true"));
        if (wanted.namespace != null && !wanted.namespace.isBlank()) {
            headers.put("X-Vault-Namespace", Secret.of(wanted.namespace.strip()));
        }
        String mount = trimmed(wanted.mount);
        return new Engine(
                server,
                headers,
                mount.isEmpty() ? "secret" : mount,
                trimmed(wanted.path),
                !Boolean.FALSE.equals(wanted.recursive));
    }

    private static String trimmed(@Nullable String path) {
        return path == null ? "" : path.strip().replaceAll("^/+|/+$", "");
    }

    /** The path itself may be an entry, too. */
    private static List<String> withTop(Engine engine, List<String> found) {
        if (engine.path().isEmpty()) {
            return found;
        }
        List<String> all = new ArrayList<>(found);
        all.addFirst(engine.path());
        return all;
    }

    private Uni<List<String>> entries(Engine engine, List<String> folders, int depth) {
        if (depth > MAX_DEPTH) {
            throw SourceRefused.tooMuch(MAX_DEPTH + " folders within each other");
        }
        return each(folders, folder -> list(engine, folder)).chain(levels -> {
            List<String> entries =
                    levels.stream().flatMap(names -> names.entries().stream()).toList();
            List<String> below =
                    levels.stream().flatMap(names -> names.folders().stream()).toList();
            if (entries.size() + below.size() > limits.maxAnswerFolders()) {
                throw SourceRefused.tooMuch(limits.maxAnswerFolders() + " entries");
            }
            return below.isEmpty() || !engine.recursive()
                    ? Uni.createFrom().item(entries)
                    : entries(engine, below, depth + 1).map(deeper -> joined(entries, deeper));
        });
    }

    private List<String> joined(List<String> entries, List<String> deeper) {
        List<String> all = new ArrayList<>(entries);
        all.addAll(deeper);
        if (all.size() > limits.maxAnswerFolders()) {
            throw SourceRefused.tooMuch(limits.maxAnswerFolders() + " entries");
        }
        return all;
    }

    private <T> Uni<List<T>> each(List<String> paths, Function<String, Uni<? extends T>> work) {
        return Multi.createFrom()
                .iterable(paths)
                .onItem()
                .<T>transformToUni(work)
                .merge(config.concurrency())
                .collect()
                .asList();
    }

    private Uni<Names> list(Engine engine, String folder) {
        return ask(engine, "metadata", folder, "?list=true").map(reply -> names(folder, reply));
    }

    private static Names names(String folder, Reply reply) {
        List<String> entries = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        if (reply.status() == 404) {
            return new Names(entries, folders);
        }
        requireSuccess("a list of '%s'".formatted(folder), reply);
        for (JsonNode key : reply.body().path("data").path("keys")) {
            String name = key.asText();
            String path = folder.isEmpty() ? name : folder + "/" + name;
            if (name.endsWith("/")) {
                folders.add(path.substring(0, path.length() - 1));
            } else {
                entries.add(path);
            }
        }
        return new Names(entries, folders);
    }

    private Uni<String> readOne(Engine engine, String entry, Gathering gathering) {
        return ask(engine, "data", entry, "")
                .invoke(reply -> take(engine, entry, reply, gathering))
                .replaceWith(entry);
    }

    /** A deleted version is a 404 with metadata. */
    private static void take(Engine engine, String entry, Reply reply, Gathering gathering) {
        String path = entry.substring(engine.path().length());
        String folder = path.isEmpty() ? "/" : path.startsWith("/") ? path : "/" + path;
        JsonNode data = reply.body().path("data");
        if (reply.status() == 404) {
            if (data.has("metadata")) {
                gathering.leave(folder, "", "its newest version is deleted there");
            } else if (!entry.equals(engine.path())) {
                gathering.leave(folder, "", "it went away meanwhile");
            }
            return;
        }
        requireSuccess("a read of '%s'".formatted(entry), reply);
        if (!data.path("data").isObject()) {
            throw SourceRefused.unreadable("a read of '%s'".formatted(entry));
        }
        List<Metadatum> metadata = data.path("metadata").path("custom_metadata").properties().stream()
                .map(one -> new Metadatum(one.getKey(), one.getValue().asText(), false))
                .toList();
        data.path("data").properties().forEach(one -> {
            if (one.getValue().isNull()) {
                gathering.refuse(folder, one.getKey(), "null");
            } else {
                gathering.add(
                        folder, Gathering.line(one.getKey(), text(one.getValue()), null, metadata, List.of(), null));
            }
        });
    }

    /** What is no text there becomes its JSON. */
    private static Secret text(JsonNode value) {
        return Secret.of(value.isTextual() ? value.textValue() : value.toString());
    }

    private Uni<Reply> ask(Engine engine, String what, String path, String query) {
        String below = path.isEmpty() ? "" : "/" + SourceCalls.path(path);
        return calls.get(
                engine.server(),
                "/v1/%s/%s%s%s".formatted(SourceCalls.path(engine.mount()), what, below, query),
                engine.headers());
    }

    private static void requireSuccess(String what, Reply reply) {
        if (!reply.succeeded()) {
            throw SourceRefused.status(what, reply.status());
        }
        if (!reply.body().path("data").isObject()) {
            throw SourceRefused.unreadable(what);
        }
    }
}
