package dev.claviger.auth.aws;

/** A text in which each asterisk stands for any text, slashes included. Matches in time that is the product of both lengths at most. */
record Wildcard(String pattern) {

    boolean matches(String text) {
        int p = 0;
        int star = -1;
        int retry = 0;
        for (int t = 0; t < text.length(); ) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
