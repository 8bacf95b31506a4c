package dev.claviger.sync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.plan.Drift.Kind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DriftComparisonTest {
    private static final ValueDigest DIGEST = new ValueDigest(new byte[32]);
    private static final Exposure GUARDED = new Exposure(false, true, true, false, true);
    private static final VariableId ID = new VariableId("A", "prod");
    private static final Secret VALUE = Secret.of("hunter22");

    @Test
    void nothingDrifts_whenAllIsAsItWasLeft() {
        assertThat(compare(new PresentVariable(ID, VALUE, GUARDED, ""))).isEmpty();
    }

    @Test
    void missingVariable_isDrift() {
        assertThat(compare()).extracting(Drift::kinds).containsExactly(Set.of(Kind.MISSING));
    }

    @Test
    void unmaskedAndUnprotectedVariable_isExposed() {
        var there = new PresentVariable(ID, VALUE, new Exposure(false, false, false, false, true), "");

        assertThat(compare(there))
                .containsExactly(new Drift(ID, Set.of(Kind.FLAGS, Kind.EXPOSURE_GREW)))
                .allMatch(Drift::exposes);
    }

    @Test
    void editedValue_isDriftThatPrintsNoValue() {
        List<Drift> drift = compare(new PresentVariable(ID, Secret.of("hunter23"), GUARDED, ""));

        assertThat(drift).containsExactly(new Drift(ID, Set.of(Kind.VALUE)));
        assertThat(drift.toString()).doesNotContain("hunter2");
    }

    @Test
    void copyInAWiderScope_isExposed() {
        var copy = new PresentVariable(new VariableId("A", "*"), VALUE, GUARDED, "");

        assertThat(compare(new PresentVariable(ID, VALUE, GUARDED, ""), copy))
                .containsExactly(new Drift(ID, Set.of(Kind.WIDER_SCOPE)));
    }

    private static List<Drift> compare(PresentVariable... present) {
        var wanted = new DesiredVariable(ID, VALUE, GUARDED, "");
        var ledger = LedgerEntry.owned(ID, DIGEST.of(ID, VALUE));
        return new DriftComparison(DIGEST).compare(List.of(wanted), List.of(present), List.of(ledger));
    }
}
