package dev.claviger.vault.writing;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.transfer.Sheet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The secrets of a file and where they are to go. */
record ImportOrder(ProjectRef project, Clash clash, boolean createsFolders, boolean dryRun, List<Batch> batches) {

    /** The secrets of one folder. */
    record Batch(Place place, List<Wish> wishes) {
        Change change(Clash clash) {
            return clash == Clash.OVERWRITE ? new Change.Update(wishes, Mode.UPSERT) : new Change.Creation(wishes);
        }

        Batch only(List<Wish> some) {
            return new Batch(place, some);
        }
    }

    /**
     * How it is to be done.
     *
     * @param createsFolders whether folders that are missing are to be made
     */
    record Manner(Clash clash, boolean createsFolders, boolean dryRun) {}

    /** @param spot the folder that the file stands for */
    static ImportOrder of(Spot spot, Manner manner, List<Sheet> sheets, SecretConfig config) {
        int secrets = sheets.stream().mapToInt(sheet -> sheet.lines().size()).sum();
        if (secrets == 0) {
            throw InvalidInput.of("body", "Must have at least one secret");
        }
        if (secrets > config.maxAnswerSecrets()) {
            throw InvalidInput.of("body", "Must have at most %d secrets".formatted(config.maxAnswerSecrets()));
        }
        List<Batch> batches = sheets.stream()
                .filter(sheet -> !sheet.lines().isEmpty())
                .map(sheet -> new Batch(
                        below(spot.place(), sheet.path()),
                        sheet.lines().stream()
                                .map(line -> Wish.parse(line, config))
                                .toList()))
                .toList();
        ImportOrder order =
                new ImportOrder(spot.project(), manner.clash(), manner.createsFolders(), manner.dryRun(), batches);
        if (order.places().size() < batches.size()) {
            throw InvalidInput.of("body", "Must have every folder once");
        }
        return order;
    }

    Set<Place> places() {
        return batches.stream().map(Batch::place).collect(Collectors.toSet());
    }

    private static Place below(Place top, String path) {
        SecretPath relative = SecretPath.parse("body", path);
        String whole = relative.isRoot() ? top.path() : top.path() + relative.text();
        return new Place(
                top.environment(),
                SecretPath.parse("body", whole.startsWith("//") ? whole.substring(1) : whole)
                        .text());
    }
}
