package dev.claviger.vault.transfer;

import java.util.List;

/**
 * The secrets of one folder in a file.
 *
 * @param path relative to the folder the file stands for, which is {@code /} itself
 */
public record Sheet(String path, List<Line> lines) {}
