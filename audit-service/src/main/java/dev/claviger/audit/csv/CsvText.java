package dev.claviger.audit.csv;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lines of RFC 4180 in which no cell begins like a formula (security.md T21). */
public final class CsvText {
    /** What spreadsheets take for the beginning of a formula, and the wide forms that some of them take for the same. */
    private static final String BEGINNINGS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private CsvText() {}

    /** One line with its end. All cells are quoted. */
    public static String line(List<? extends @Nullable Object> cells) {
        return cells.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString().replace("\0", "");
        boolean isFormula = !text.isEmpty() && BEGINNINGS.indexOf(text.charAt(0)) >= 0;
        return '"' + (isFormula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
