package dev.claviger.audit.blast;

import dev.claviger.audit.csv.CsvText;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report for spreadsheets: one line for each version. */
final class BlastTable {
    private static final List<String> HEAD = List.of(
            "state",
            "projectId",
            "environment",
            "secretPath",
            "key",
            "version",
            "secretId",
            "times",
            "firstAt",
            "lastAt",
            "owner",
            "rotatedTo",
            "rotatedAt",
            "deletedAt",
            "usedAlsoIn");

    private BlastTable() {}

    static String of(BlastRadius radius) {
        return radius.secrets().stream().map(BlastTable::line).collect(Collectors.joining("", CsvText.line(HEAD), ""));
    }

    private static String line(Exposure each) {
        Exposure.@Nullable Owner owner = each.owner();
        Exposure.@Nullable Rotation rotated = each.rotated();
        @Nullable
        Object[] cells = {
            state(each),
            each.projectId(),
            each.environment(),
            each.secretPath(),
            each.key(),
            each.version(),
            each.secretId(),
            each.times(),
            each.firstAt(),
            each.lastAt(),
            owner == null ? null : owner.name(),
            rotated == null ? null : rotated.version(),
            rotated == null ? null : rotated.at(),
            each.deletedAt(),
            places(each)
        };
        return CsvText.line(Arrays.asList(cells));
    }

    static String state(Exposure each) {
        return each.deletedAt() != null ? "deleted" : each.rotated() != null ? "rotated" : "open";
    }

    static String places(Exposure each) {
        @Nullable List<Exposure.Place> places = each.places();
        return places == null
                ? "unknown"
                : places.stream()
                        .map(place -> "%s %s%s"
                                .formatted(
                                        place.environment(),
                                        place.secretPath(),
                                        place.secretKey() == null ? " (import)" : " " + place.secretKey()))
                        .collect(Collectors.joining("; "));
    }
}
