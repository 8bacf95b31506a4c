package dev.claviger.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every kind that the chart makes, and how it is checked: by its published model, or by a schema written from its documentation. */
final class Kinds {
    private static final Map<String, Function<JsonNode, List<String>>> CHECKS = checks();

    private Kinds() {}

    static List<String> faults(JsonNode manifest) {
        String kind = Manifests.kindOf(manifest);
        return CHECKS.getOrDefault(kind, unknown -> List.of("nobody knows the kind " + kind))
                .apply(manifest);
    }

    private static Map<String, Function<JsonNode, List<String>>> checks() {
        Map<String, Function<JsonNode, List<String>>> checks = new HashMap<>(Map.of(
                "v1 ConfigMap", Shape.of(io.fabric8.kubernetes.api.model.ConfigMap.class),
                "v1 PersistentVolumeClaim", Shape.of(io.fabric8.kubernetes.api.model.PersistentVolumeClaim.class),
                "v1 Secret", Shape.of(io.fabric8.kubernetes.api.model.Secret.class),
                "v1 Service", Shape.of(io.fabric8.kubernetes.api.model.Service.class),
                "v1 ServiceAccount", Shape.of(io.fabric8.kubernetes.api.model.ServiceAccount.class),
                "apps/v1 Deployment", Shape.of(io.fabric8.kubernetes.api.model.apps.Deployment.class),
                "batch/v1 Job", Shape.of(io.fabric8.kubernetes.api.model.batch.v1.Job.class),
                "policy/v1 PodDisruptionBudget",
                        Shape.of(io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class),
                "autoscaling/v2 HorizontalPodAutoscaler",
                        Shape.of(io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler.class),
                "networking.k8s.io/v1 NetworkPolicy",
                        Shape.of(io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy.class)));
        checks.putAll(Map.of(
                "networking.k8s.io/v1 Ingress", Shape.of(io.fabric8.kubernetes.api.model.networking.v1.Ingress.class),
                "gateway.networking.k8s.io/v1 Gateway",
                        Shape.of(io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway.class),
                "gateway.networking.k8s.io/v1 HTTPRoute",
                        Shape.of(io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute.class),
                "cert-manager.io/v1 Certificate", Shape.of(io.fabric8.certmanager.api.model.v1.Certificate.class),
                "monitoring.coreos.com/v1 ServiceMonitor",
                        Shape.of(io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor.class),
                "kafka.strimzi.io/v1 Kafka", Shape.of(io.strimzi.api.kafka.model.kafka.Kafka.class),
                "kafka.strimzi.io/v1 KafkaNodePool", Shape.of(io.strimzi.api.kafka.model.nodepool.KafkaNodePool.class),
                "kafka.strimzi.io/v1 KafkaTopic", Shape.of(io.strimzi.api.kafka.model.topic.KafkaTopic.class),
                "kafka.strimzi.io/v1 KafkaUser", Shape.of(io.strimzi.api.kafka.model.user.KafkaUser.class)));
        checks.put(
                "monitoring.coreos.com/v1 PrometheusRule",
                Shape.of(io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule.class));
        checks.put("postgresql.cnpg.io/v1 Cluster", schema("cnpg-cluster"));
        checks.put("postgresql.cnpg.io/v1 ScheduledBackup", schema("cnpg-scheduled-backup"));
        checks.put("keda.sh/v1alpha1 ScaledObject", schema("keda-scaled-object"));
        checks.put("keda.sh/v1alpha1 TriggerAuthentication", schema("keda-trigger-authentication"));
        return checks;
    }

    private static Function<JsonNode, List<String>> schema(String name) {
        try (InputStream text = Kinds.class.getResourceAsStream("/schemas/" + name + ".json")) {
            if (text == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            JsonSchema schema =
                    JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(new ObjectMapper().readTree(text));
            return manifest -> schema.validate(manifest).stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
