package dev.claviger.vault.reading;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.Loan;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a list will show: the secrets of the folders that were asked for, and one block for each import of theirs. */
record Selection(List<Entry> secrets, List<Block> imports) {

    /**
     * The secrets that an import brings, those of nested imports included.
     *
     * @param loan null unless the import lends
     */
    record Block(FolderImage.Folder source, @Nullable Loan loan, List<Entry> secrets) {

        /** Where the caller is told the secrets stand. */
        Place shownAt() {
            return loan == null ? source.place() : loan.shownAt();
        }
    }

    Selection only(Predicate<Entry> wanted) {
        return new Selection(
                secrets.stream().filter(wanted).toList(),
                imports.stream()
                        .map(block -> new Block(
                                block.source(),
                                block.loan(),
                                block.secrets().stream().filter(wanted).toList()))
                        .toList());
    }

    /** Without the secrets of the folders themselves. */
    Selection importsAlone() {
        return new Selection(List.of(), imports);
    }

    /** All secrets, in the order of the answer. */
    List<Entry> all() {
        return Stream.concat(secrets.stream(), imports.stream().flatMap(block -> block.secrets().stream()))
                .toList();
    }
}
