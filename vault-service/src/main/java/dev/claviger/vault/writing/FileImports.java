package dev.claviger.vault.writing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.approval.Proposals;
import dev.claviger.vault.approval.Proposed;
import dev.claviger.vault.environment.Protection;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.EventParts;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the secrets of a file, all folders in one revision of the project, and reads back what it wrote before that holds. */
@ApplicationScoped
class FileImports {
    private static final String DIGEST = "import";

    private final Views views;
    private final Projects projects;
    private final Images images;
    private final Writes writes;
    private final EventParts parts;
    private final Protection protection;
    private final Proposals proposals;
    private final Outbox outbox;

    FileImports(
            Views views,
            Projects projects,
            Images images,
            Writes writes,
            EventParts parts,
            Protection protection,
            Proposals proposals,
            Outbox outbox) {
        this.views = views;
        this.projects = projects;
        this.images = images;
        this.writes = writes;
        this.parts = parts;
        this.protection = protection;
        this.proposals = proposals;
        this.outbox = outbox;
    }

    /** All of it or nothing. Rights are those of ordinary writes, asked before the project is locked and again with it locked. */
    Uni<ImportReport> run(ImportOrder order, Attempt attempt) {
        attempt.at(order.batches().getFirst().place());
        return views.reading(attempt, order.project(), view -> requireRights(view, order, attempt))
                .call(View::readyToSeal)
                .chain(view -> outbox.transaction(tx -> write(tx, view, order, attempt)))
                .onFailure(Rehearsed.class)
                .recoverWithUni(end -> recordRehearsal(end, attempt))
                .onFailure(Proposed.class)
                .recoverWithUni(covered -> proposals.submit(covered, attempt).map(ImportReport::waiting));
    }

    private static Uni<View> requireRights(View view, ImportOrder order, Attempt attempt) {
        return view.load(order.places())
                .invoke(() -> order.batches().forEach(batch -> requireRights(view, batch, order.clash(), attempt)))
                .replaceWith(view);
    }

    /** Where values may be replaced, creating what is missing takes its own right. */
    private static void requireRights(View view, ImportOrder.Batch batch, Clash clash, Attempt attempt) {
        Place place = batch.place();
        attempt.at(place);
        batch.change(clash).requireRights(view, place);
        if (view.at(place) instanceof FolderImage.Folder folder) {
            batch.wishes().stream()
                    .map(wish -> wish.name().text())
                    .filter(name -> !folder.secrets().containsKey(name))
                    .forEach(name -> view.require(Action.CREATE, place, name));
        }
    }

    private Uni<ImportReport> write(RecordedTransaction tx, View seen, ImportOrder order, Attempt attempt) {
        List<SecretRef> compared = new ArrayList<>();
        return projects.commit(tx, seen.project().id(), attempt.caller(), attempt.event())
                .chain(revision -> views.locked(tx, attempt, seen, revision))
                .chain(view -> writeAll(tx, view, order, attempt, compared))
                .map(folders -> new ImportReport(order.dryRun(), folders, null))
                .invoke(report -> endRehearsal(report, compared));
    }

    private static void endRehearsal(ImportReport report, List<SecretRef> compared) {
        if (report.dryRun()) {
            throw new Rehearsed(report, compared);
        }
    }

    private Uni<List<ImportReport.OfFolder>> writeAll(
            RecordedTransaction tx, View view, ImportOrder order, Attempt attempt, List<SecretRef> compared) {
        List<ImportReport.OfFolder> reports = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (ImportOrder.Batch batch : order.batches()) {
            done = done.chain(() -> current(tx, view, batch))
                    .invoke(() -> requireRights(view, batch, order.clash(), attempt))
                    .map(Writes::requireFolder)
                    .map(folder -> Sorted.of(view, folder, batch, order.clash()))
                    .invoke(sorted -> compared.addAll(sorted.unchanged()))
                    .call(sorted -> requireNoApproval(tx, view, sorted, order, attempt))
                    .call(sorted -> write(tx, view, sorted, order.clash(), attempt))
                    .chain(sorted -> readBack(tx, view, sorted))
                    .invoke(reports::add)
                    .replaceWithVoid();
        }
        return done.replaceWith(reports);
    }

    /** What a file has for one folder can be proposed as it is; several folders would be several requests. */
    private Uni<Void> requireNoApproval(
            RecordedTransaction tx, View view, Sorted sorted, ImportOrder order, Attempt attempt) {
        List<Wish> wishes = sorted.writes();
        if (wishes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        if (order.batches().size() == 1 && !order.dryRun()) {
            Change change = sorted.batch().only(wishes).change(order.clash());
            return writes.requireNoApproval(tx, view, sorted.folder(), change, attempt);
        }
        Place place = sorted.folder().place();
        return protection.requireFree(
                tx, attempt.caller(), view.project().id(), place.environment(), List.of(place.path()));
    }

    private Uni<FolderImage> current(RecordedTransaction tx, View view, ImportOrder.Batch batch) {
        List<String> names =
                batch.wishes().stream().map(wish -> wish.name().text()).toList();
        return images.current(tx, view.project().id(), batch.place(), names).invoke(view::know);
    }

    private Uni<Void> write(RecordedTransaction tx, View view, Sorted sorted, Clash clash, Attempt attempt) {
        List<SecretRef> unchanged = sorted.unchanged();
        if (!unchanged.isEmpty()) {
            parts.about(parts.withOwnId(attempt.event()).named("get-secrets"), unchanged)
                    .forEach(tx::record);
        }
        List<Wish> wishes = sorted.writes();
        if (wishes.isEmpty()) {
            tx.record(parts.withOwnId(attempt.event()).with("secrets", List.of()));
            return Uni.createFrom().voidItem();
        }
        Change change = sorted.batch().only(wishes).change(clash);
        return writes.carryOut(tx, view, sorted.folder(), change, attempt).replaceWithVoid();
    }

    private Uni<ImportReport.OfFolder> readBack(RecordedTransaction tx, View view, Sorted sorted) {
        return current(tx, view, sorted.batch())
                .map(Writes::requireFolder)
                .map(folder -> verified(view, sorted, folder));
    }

    private static ImportReport.OfFolder verified(View view, Sorted sorted, FolderImage.Folder folder) {
        SortedMap<String, Secret> sent = new TreeMap<>(sorted.held().stream()
                .collect(Collectors.toMap(wish -> wish.name().text(), wish -> wish.valueOr(Secret.of("")))));
        SortedMap<String, Secret> stored = new TreeMap<>();
        for (String name : sent.keySet()) {
            @Nullable StoredSecret there = folder.secrets().get(name);
            if (there != null) {
                stored.put(name, view.value(new Entry(folder, there, false)));
            }
        }
        String sentDigest = digest(view, sent);
        String storedDigest = digest(view, stored);
        if (!sentDigest.equals(storedDigest)) {
            throw new IllegalStateException("what was stored is not what was sent");
        }
        return sorted.report(sentDigest, storedDigest);
    }

    /** Made with the project's key: it tells nothing to those who have no way to ask. */
    private static String digest(View view, SortedMap<String, Secret> secrets) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(DIGEST.getBytes(UTF_8));
        secrets.forEach((name, value) -> {
            put(bytes, name);
            put(bytes, value.reveal());
        });
        return Base64.getUrlEncoder().withoutPadding().encodeToString(view.tag(bytes.toByteArray()));
    }

    private static void put(ByteArrayOutputStream bytes, String text) {
        byte[] content = text.getBytes(UTF_8);
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        bytes.writeBytes(content);
    }

    /** A dry run writes nothing, but whoever learns that a value is stored has read it. */
    private Uni<ImportReport> recordRehearsal(Rehearsed end, Attempt attempt) {
        return outbox.record(parts.about(attempt.event().named("get-secrets").with("dryRun", true), end.compared()))
                .replaceWith(end.report());
    }
}
