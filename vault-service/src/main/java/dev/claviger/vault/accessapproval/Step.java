package dev.claviger.vault.accessapproval;

import dev.claviger.vault.approval.Party;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Approvers who are asked together, and how many of them are needed. Steps are taken in the order of their sequence. */
record Step(int sequence, int approvals, List<Party> approvers) {
    Step {
        approvers = List.copyOf(approvers);
    }

    static JsonArray toJson(List<Step> steps) {
        JsonArray all = new JsonArray();
        steps.forEach(step -> all.add(new JsonObject()
                .put("sequence", step.sequence)
                .put("approvals", step.approvals)
                .put("approvers", Party.toJson(step.approvers))));
        return all;
    }

    static List<Step> of(JsonArray stored) {
        return stored.stream()
                .map(JsonObject.class::cast)
                .map(one -> new Step(
                        one.getInteger("sequence"),
                        one.getInteger("approvals"),
                        Party.of(one.getJsonArray("approvers"))))
                .toList();
    }
}
