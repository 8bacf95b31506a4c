package dev.claviger.local.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A response as it came over the wire; an interim one before it is remembered. */
record Answer(boolean interim, int status, Map<String, String> headers, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Answer read(BufferedReader reader) throws IOException {
        return read(reader, true);
    }

    /** Reads the answer to a HEAD request, which has a length but no body. */
    static Answer readHead(BufferedReader reader) throws IOException {
        return read(reader, false);
    }

    private static Answer read(BufferedReader reader, boolean withBody) throws IOException {
        Answer first = readOne(reader, withBody);
        if (first.status != 100) {
            return first;
        }
        Answer last = readOne(reader, withBody);
        return new Answer(true, last.status, last.headers, last.body);
    }

    private static Answer readOne(BufferedReader reader, boolean withBody) throws IOException {
        String statusLine = reader.readLine();
        Map<String, String> headers = new TreeMap<>();
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = !withBody ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        char[] body = new char[length];
        for (int read = 0; read < length; ) {
            read += reader.read(body, read, length - read);
        }
        return new Answer(false, Integer.parseInt(statusLine.split(" ", 3)[1]), headers, new String(body));
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Returns what the service behind the edge saw. */
    String seen(String what) throws IOException {
        return JSON.readTree(body).path(what).asText();
    }

    String seenHeader(String name) throws IOException {
        JsonNode seen = JSON.readTree(body).path("headers").path(name);
        return seen.asText();
    }
}
