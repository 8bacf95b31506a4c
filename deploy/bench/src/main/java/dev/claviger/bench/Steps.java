package dev.claviger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service counts of the steps of its work, such as auth-service in {@code claviger_login_step_seconds}. */
record Steps(Map<String, Double> seconds, Map<String, Double> counts) {
    static final String LOGIN = "claviger_login_step";
    static final String SEQUENCE = "claviger_audit_sequence_step";

    static Steps read(String serviceUrl, String metric) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(serviceUrl + "/q/metrics"))
                    .header("Accept", "text/plain")
                    .build();
            return parse(http.send(request, BodyHandlers.ofString()).body(), metric);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    static Steps parse(String metrics, String metric) {
        Map<String, Double> seconds = new TreeMap<>();
        Map<String, Double> counts = new TreeMap<>();
        Matcher line = Pattern.compile("(?m)^" + metric + "_seconds_(sum|count)\\{[^}]*step=\"([a-z]+)\"[^}]*} (\\S+)$")
                .matcher(metrics);
        while (line.find()) {
            Map<String, Double> into = line.group(1).equals("sum") ? seconds : counts;
            into.put(line.group(2), Double.valueOf(line.group(3)));
        }
        return new Steps(seconds, counts);
    }

    /** The microseconds of each step between an earlier reading and this one, shared by so many events. */
    Map<String, Double> perEvent(Steps earlier, long events) {
        Map<String, Double> micros = new TreeMap<>();
        seconds.forEach((step, total) ->
                micros.put(step, (total - earlier.seconds.getOrDefault(step, 0.0)) / Math.max(1, events) * 1e6));
        return micros;
    }

    /** The average microseconds of each step between an earlier reading and this one. */
    Map<String, Double> since(Steps earlier) {
        Map<String, Double> micros = new TreeMap<>();
        counts.forEach((step, count) -> {
            double times = count - earlier.counts.getOrDefault(step, 0.0);
            double spent = seconds.getOrDefault(step, 0.0) - earlier.seconds.getOrDefault(step, 0.0);
            if (times > 0) {
                micros.put(step, spent / times * 1e6);
            }
        });
        return micros;
    }
}
