package dev.claviger.sync.plan;

/** Why something is not done, in words for people. */
public enum Rule {
    KEY_SYNTAX("the key may have letters, digits and '_' only, 1 to 255 of them"),
    DUPLICATE("two secrets lead to the same key"),
    SCOPE_SYNTAX("the environment scope may have letters, digits, spaces and - _ / $ { } . * only"),
    SCOPE_UNSUPPORTED("environment scopes are not kept there; group scopes need GitLab Premium"),
    HIDING_UNSUPPORTED("variables cannot be hidden there"),
    DESCRIPTION_LENGTH("the description is longer than 255 characters"),
    VALUE_LENGTH("the value is too long there; use a file variable or shorten it"),
    VALUE_NUL("the value has a NUL character, which no environment can carry"),
    MASK_LENGTH("values shorter than 8 characters cannot be masked"),
    MASK_WHITESPACE("values with spaces or line breaks cannot be masked"),
    MASK_ALPHABET("expanded values can be masked only if they are made of letters, digits and _ + = / @ : . ~ -"),
    FOREIGN("the variable exists and is not ours; adopt or overwrite it, or rename the secret"),
    FOREIGN_DIFFERS("the variable exists with another value or other flags and is not ours"),
    HIDDEN_UNREADABLE("the variable exists, is hidden and cannot be read back to be imported or adopted"),
    OTHER_SYNC("another sync owns the variable"),
    TOO_MANY("the destination would have more variables than it may"),
    CHANGED_SINCE("somebody changed the variable after the last sync, so it is not deleted"),
    DELETE_OFF("it is no longer wanted, and deleting is off"),
    DELETE_CAP("more variables would be deleted than the policy allows, so none is");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
