package dev.claviger.kernel.glob;

/** A question about the text at one position: its character there, and at most its neighbours. */
@FunctionalInterface
interface CharTest {
    boolean at(String text, int index);
}
