package dev.claviger.vault.source;

import dev.claviger.vault.transfer.Sheet;
import java.util.List;

/**
 * What was found.
 *
 * @param sheets a folder each, without those that are empty
 * @param leftOut what cannot be taken, and why
 */
public record Harvest(List<Sheet> sheets, List<LeftOut> leftOut) {

    /**
     * Something that stays behind.
     *
     * @param path in the server, below what was asked for
     * @param name the secret; empty for all of the path
     */
    public record LeftOut(String path, String name, String reason) {}
}
