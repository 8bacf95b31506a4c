package dev.claviger.vault.template;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many templates there may be. */
@ConfigMapping(prefix = "claviger.templates")
public interface TemplateConfig {

    /** How many templates one organisation may have; one more is refused with 400. */
    @WithDefault("100")
    int maxPerOrganization();
}
