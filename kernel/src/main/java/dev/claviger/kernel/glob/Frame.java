package dev.claviger.kernel.glob;

import java.util.ArrayList;
import java.util.List;

/** A group that is being read: its branches so far, and what its end must know. */
final class Frame {

    /** One element of a branch, and whether a {@code +} or {@code ?} may follow it. */
    record Piece(Node node, Suffix suffix) {}

    /** What a quantifier behind a piece does. */
    enum Suffix {
        ALLOWED,
        REFUSED,
        /** The piece is a repetition already: {@code ?} only makes it lazy, which does not change what matches. */
        POINTLESS
    }

    /** Zero for the whole pattern, the opening character for plain groups and braces, else the character before the parenthesis. */
    final char operator;

    /** Where the first branch starts in the pattern. */
    final int start;

    /** The text of a negation as far as picomatch looks at it when the negation ends. */
    final StringBuilder inner = new StringBuilder();

    private final List<List<Piece>> branches = new ArrayList<>();
    private final List<String> spellings = new ArrayList<>();
    private int branchStart;

    boolean hasComma;
    boolean hasGroups;

    Frame(char operator, int start) {
        this.operator = operator;
        this.start = start;
        branchStart = start;
        branches.add(new ArrayList<>());
    }

    List<Piece> current() {
        return branches.getLast();
    }

    int size() {
        return branches.size();
    }

    boolean isBrace() {
        return operator == '{';
    }

    boolean isParenthesis() {
        return operator != 0 && operator != '{';
    }

    /** Whether picomatch keeps a record of the group: it does for all but {@code @(…)}, plain groups and braces. */
    boolean isExtended() {
        return "!+*?".indexOf(operator) >= 0;
    }

    void nextBranch(String input, int separator) {
        endBranch(input, separator);
        branches.add(new ArrayList<>());
        branchStart = separator + 1;
    }

    void endBranch(String input, int end) {
        spellings.add(input.substring(branchStart, end).strip());
    }

    Node node() {
        return new Node.Choice(branches.stream().map(Frame::sequence).toList());
    }

    /**
     * Whether picomatch takes the repetition of this group for a trap and reads it as plain text.
     *
     * <p>Some groups are refused here that it would take; none is taken here that it would refuse.
     */
    boolean isTrapWhenRepeated() {
        boolean ambiguous = spellings.size() > 1
                && (spellings.stream().anyMatch(spelling -> spelling.matches("[*?]*")) || hasOverlappingRuns());
        return ambiguous || branches.stream().anyMatch(Frame::onlyRepetitions);
    }

    private boolean hasOverlappingRuns() {
        var runs = spellings.stream()
                .map(spelling -> spelling.replaceAll("@\\(|[)\\\\]", ""))
                .filter(run -> run.chars().distinct().count() == 1)
                .map(run -> run.charAt(0))
                .toList();
        return runs.stream().distinct().count() < runs.size();
    }

    private static boolean onlyRepetitions(List<Piece> branch) {
        return !branch.isEmpty()
                && branch.stream()
                        .allMatch(piece -> piece.node() instanceof Node.Repeat && piece.suffix() == Suffix.POINTLESS);
    }

    private static Node sequence(List<Piece> pieces) {
        return new Node.Sequence(pieces.stream().map(Piece::node).toList());
    }
}
