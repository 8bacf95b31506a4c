package dev.claviger.vault.approval;

/** Ends the transaction of a write that a policy covers: what was worked out becomes a request instead. */
public final class Proposed extends RuntimeException {
    private final transient Policy policy;
    private final transient Proposal proposal;

    Proposed(Policy policy, Proposal proposal) {
        super("approval needed", null, false, false);
        this.policy = policy;
        this.proposal = proposal;
    }

    Policy policy() {
        return policy;
    }

    Proposal proposal() {
        return proposal;
    }
}
