package dev.claviger.vault.approval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many policies and requests there may be. */
@ConfigMapping(prefix = "claviger.approvals")
public interface ApprovalConfig {

    /** How many policies one project may have; one more is refused with 400. */
    @WithDefault("200")
    int maxPoliciesPerProject();

    /** How many open requests one project may have; one more is refused with 400. */
    @WithDefault("1000")
    int maxOpenRequestsPerProject();
}
