package dev.claviger.audit.trail;

import java.util.Optional;
import java.util.stream.Stream;

/** The kind of client, as its {@code User-Agent} header says (http-api.md 1.3 and 9.2). */
public enum UserAgentType {
    WEB("web"),
    CLI("cli"),
    KUBERNETES_OPERATOR("k8-operator"),
    TERRAFORM("terraform"),
    PYTHON_SDK("InfisicalPythonSDK"),
    NODE_SDK("InfisicalNodeSDK"),
    OTHER("other");

    private final String text;

    UserAgentType(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<UserAgentType> byText(String text) {
        return Stream.of(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    /** The header is the client's own word: good for statistics, not for trust. */
    public static UserAgentType of(String userAgent) {
        if (userAgent.startsWith("Mozilla/")) {
            return WEB;
        }
        if (userAgent.startsWith(KUBERNETES_OPERATOR.text)) {
            return KUBERNETES_OPERATOR;
        }
        return Stream.of(CLI, TERRAFORM, PYTHON_SDK, NODE_SDK)
                .filter(type -> type.text.equals(userAgent))
                .findFirst()
                .orElse(OTHER);
    }
}
