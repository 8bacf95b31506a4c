package dev.claviger.kernel.http;

import java.util.List;

/** One thing wrong with the input: a code that programs know, where it is, and what is expected. */
public record Issue(String code, List<String> path, String message) {
    public Issue {
        path = List.copyOf(path);
    }

    static Issue at(String field, String code, String message) {
        return new Issue(code, List.of(field), message);
    }
}
