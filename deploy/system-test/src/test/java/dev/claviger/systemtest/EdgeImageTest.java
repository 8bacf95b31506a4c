package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.local.edge.Routes;
import dev.claviger.local.edge.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge of the images sends every path where the edge of {@code deploy/local} sends it. */
class EdgeImageTest {
    private static final Path DEPLOY = JobShell.GITLAB.resolveSibling("");
    private static final Pattern ROW = Pattern.compile("^ {4}\"~(.*)\" (\\w+);$", Pattern.MULTILINE);
    private static final Pattern ROUTE = Pattern.compile("to\\((\\w+), \"([^\"]+)\"\\)");

    @TempDir
    Path folder = Path.of("");

    private record Row(Pattern pattern, String service) {}

    @Test
    void eachRouteAndItsNeighbours_goToTheSameService() throws IOException {
        List<Row> table = table();
        List<String> patterns =
                ROUTE.matcher(source()).results().map(match -> match.group(2)).toList();

        assertThat(patterns).hasSizeGreaterThan(40);
        assertThat(table)
                .as("the last row is the default, two are about odd paths")
                .hasSize(patterns.size() + 1);
        patterns.stream()
                .flatMap(EdgeImageTest::paths)
                .forEach(path -> assertThat(serviceFor(table, path))
                        .as(path)
                        .isEqualTo(Routes.serviceFor(path).name().toLowerCase(Locale.ROOT)));
    }

    /** Queries may hold what nobody should read later. */
    @Test
    void T13_logs_tellNothingOfWhatWasAskedFor() throws IOException {
        String conf = Files.readString(DEPLOY.resolve("images/edge/nginx.conf"), UTF_8);
        List<String> told = Pattern.compile("(?s)log_format.*?;")
                .matcher(conf)
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(conf).contains("error_log stderr crit;");
        assertThat(conf.indexOf("map_hash_bucket_size"))
                .as("nginx takes it for a second one after the first map")
                .isBetween(0, conf.indexOf("map $"));
        assertThat(told).hasSize(1);
        assertThat(told.getFirst())
                .doesNotContain("$request ", "$request\"", "$uri", "$request_uri", "$args", "$query", "$http_", "path");
    }

    /** Clients parse what they get. */
    @Test
    void whatNginxRefusesByItself_hasTheBodyOfEveryError() throws IOException {
        String conf = Files.readString(DEPLOY.resolve("images/edge/nginx.conf"), UTF_8);

        assertThat(conf.split("error_page 400 494 497 =400 /.edge/400;", -1))
                .as("once for the server, once where it is not inherited")
                .hasSize(3);
        assertThat(conf.split("error_page 413 /.edge/413;", -1)).hasSize(3);
        for (int status : List.of(400, 413, 414, 503)) {
            assertThat(conf)
                    .contains(
                            "return %1$d '{\"reqId\":\"$claviger_request_id\",\"statusCode\":%1$d,".formatted(status));
        }
    }

    /** A service that comes back may have the address that its neighbour had. */
    @Test
    void addressesAreLookedUpAgain_atTheNameServersOfTheContainer() throws Exception {
        String conf = Files.readString(DEPLOY.resolve("images/edge/nginx.conf"), UTF_8);
        for (Service service : List.of(Service.AUTH, Service.VAULT, Service.AUDIT, Service.SYNC)) {
            String name = service.name().toLowerCase(Locale.ROOT);
            assertThat(conf)
                    .contains(
                            "upstream %1$s { zone %1$s 64k; server %1$s:8080 resolve; keepalive 64; }".formatted(name));
        }
        Path servers = Files.writeString(
                folder.resolve("resolv.conf"), "search example\nnameserver 127.0.0.11\nnameserver fd00::1%eth0\n");

        assertThat(start(servers)).isZero();

        assertThat(folder.resolve("resolver.conf")).hasContent("resolver 127.0.0.11 [fd00::1] valid=2s;");
        assertThat(conf).contains("include /tmp/resolver.conf;");
        assertThat(start(Files.createFile(folder.resolve("none")))).isEqualTo(1);
    }

    private int start(Path servers) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", DEPLOY.resolve("images/edge/start").toString()).inheritIO();
        builder.environment()
                .putAll(Map.of(
                        "RESOLV_CONF", servers.toString(),
                        "RESOLVER", folder.resolve("resolver.conf").toString(),
                        "NGINX", "true"));
        return builder.start().waitFor();
    }

    private static Stream<String> paths(String pattern) {
        String open = pattern.replace("/**", "");
        String fixed = open.replace("*", "5b-x");
        Stream<String> plain = Stream.of("", "/", "/y", "/y/z", "x", "/%71", "/q/health", "/a%20b")
                .map(fixed::concat);
        Stream<String> odd = Stream.of(
                "/../q" + fixed,
                "/x/.." + fixed,
                "/" + fixed,
                fixed + "//y",
                fixed + ";a=b",
                fixed + "%2f..%2Fq",
                fixed + "%5cq",
                fixed + "\\q",
                fixed + "%4a",
                fixed + "%zz",
                fixed + "/./y",
                fixed + "/..");
        return Stream.concat(plain, odd).filter(path -> path.startsWith("/"));
    }

    private static String serviceFor(List<Row> table, String path) {
        return table.stream()
                .filter(row -> row.pattern().matcher(path).find())
                .map(Row::service)
                .findFirst()
                .orElse("vault");
    }

    private static List<Row> table() throws IOException {
        String conf = Files.readString(DEPLOY.resolve("images/edge/nginx.conf"), UTF_8);
        int begin = conf.indexOf("map $claviger_path $claviger_service");
        Matcher rows = ROW.matcher(conf.substring(begin, conf.indexOf("\n  }\n", begin) + 1));
        return rows.results()
                .map(match -> new Row(Pattern.compile(match.group(1)), match.group(2)))
                .toList();
    }

    private static String source() throws IOException {
        return Files.readString(DEPLOY.resolve("local/src/main/java/dev/claviger/local/edge/Routes.java"), UTF_8);
    }
}
