package dev.claviger.sync.plan;

/** How the key of a variable is made of the name of a secret: {@code {{secretKey}}} and {@code {{environment}}} are filled in. */
public record KeySchema(String template) {
    private static final String SECRET_KEY = "{{secretKey}}";
    private static final String ENVIRONMENT = "{{environment}}";

    /** Refuses a template that gives every secret the same key. */
    public KeySchema {
        if (!template.contains(SECRET_KEY)) {
            throw new IllegalArgumentException("a key schema needs " + SECRET_KEY);
        }
    }

    /** The name of the secret itself. */
    public static KeySchema plain() {
        return new KeySchema(SECRET_KEY);
    }

    /** Fills in once: braces in the environment or the secret's name stay text. */
    public String key(String secretKey, String environment) {
        var key = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            if (template.startsWith(SECRET_KEY, at)) {
                key.append(secretKey);
                at += SECRET_KEY.length();
            } else if (template.startsWith(ENVIRONMENT, at)) {
                key.append(environment);
                at += ENVIRONMENT.length();
            } else {
                key.append(template.charAt(at++));
            }
        }
        return key.toString();
    }
}
