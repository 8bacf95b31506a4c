package dev.claviger.audit.witness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.claviger.audit.checkpoint.ForgedNote;
import dev.claviger.audit.shard.NoteKeys;
import dev.claviger.audit.shard.SigningKey;
import dev.claviger.verifier.TreeMath;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A witness of all logs of this test run. It forgets to answer the first checkpoint of each log after it has seen it, as one that was
 * killed in between.
 */
public final class WitnessStub implements QuarkusTestResourceLifecycleManager {
    static final String NAME = "stub.example.com/w";
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    static final String VERIFIER_KEY = NoteKeys.verifierKey(NAME, NoteKeys.COSIGNATURE, KEY.publicKey());

    private final Map<String, String> seen = new HashMap<>();
    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/w/add-checkpoint", this::add);
            started.start();
            server = started;
            return Map.of(
                    "claviger.audit.log.witnesses[0].name",
                    "stub",
                    "claviger.audit.log.witnesses[0].key",
                    VERIFIER_KEY,
                    "claviger.audit.log.witnesses[0].url",
                    "http://127.0.0.1:%d/w/".formatted(started.getAddress().getPort()));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private synchronized void add(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        List<String> head = body.substring(0, body.indexOf("\n\n")).lines().toList();
        String note = body.substring(body.indexOf("\n\n") + 2);
        String text = note.substring(0, note.indexOf("\n\n") + 1);
        String[] lines = text.split("\n", -1);
        String last = seen.getOrDefault(lines[0], "0 ");
        long old = Long.parseLong(last.substring(0, last.indexOf(' ')));
        if (!head.getFirst().equals("old " + old)) {
            answer(exchange, 409, old + "\n");
        } else if (old > 0 && !extend(old, last, lines, head)) {
            answer(exchange, 422, "");
        } else {
            boolean first = seen.put(lines[0], lines[1] + " " + lines[2]) == null;
            answer(exchange, first ? 500 : 200, first ? "" : ForgedNote.cosign(text, NAME, KEY, 1_800_000_000));
        }
    }

    private static boolean extend(long old, String last, String[] lines, List<String> head) {
        Base64.Decoder base64 = Base64.getDecoder();
        return TreeMath.extend(
                old,
                base64.decode(last.substring(last.indexOf(' ') + 1)),
                Long.parseLong(lines[1]),
                base64.decode(lines[2]),
                head.stream().skip(1).map(base64::decode).toList());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
