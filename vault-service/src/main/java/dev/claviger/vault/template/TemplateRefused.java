package dev.claviger.vault.template;

import dev.claviger.kernel.Failure;

/** A template that cannot be as the request wants it. */
final class TemplateRefused extends Failure {
    private TemplateRefused(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static TemplateRefused taken(String name) {
        return new TemplateRefused("A project template with name '%s' already exists".formatted(name));
    }

    static TemplateRefused builtIn() {
        return new TemplateRefused("The template 'default' is built in and cannot be changed. Make one of your own.");
    }

    static TemplateRefused tooMany(int most) {
        return new TemplateRefused(
                "An organisation has at most %d project templates. Delete one that is not needed.".formatted(most));
    }
}
