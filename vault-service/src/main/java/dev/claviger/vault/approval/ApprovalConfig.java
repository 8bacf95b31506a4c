package dev.claviger.vault.approval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many policies and requests there may be. */
@ConfigMapping(prefix = "claviger.approvals")
public interface ApprovalConfig {

    /** How many policies of each kind one project may have; one more is refused with 400. */
    @WithDefault("200")
    int maxPoliciesPerProject();

    /** How many open requests one project may have; one more is refused with 400. */
    @WithDefault("1000")
    int maxOpenRequestsPerProject();

    /** How many requests for access one person may have open in a project; one more is refused with 400. */
    @WithDefault("20")
    int maxOpenAccessRequestsPerPerson();
}
