package dev.claviger.vault.reading;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.secret.Entry;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a list will show: the secrets of the folders that were asked for, and one block for each import of theirs. */
record Selection(List<Entry> secrets, List<Block> imports) {

    /** The secrets that an import brings, those of nested imports included. */
    record Block(FolderImage.Folder source, List<Entry> secrets) {}

    Selection only(Predicate<Entry> wanted) {
        return new Selection(
                secrets.stream().filter(wanted).toList(),
                imports.stream()
                        .map(block -> new Block(
                                block.source(),
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
