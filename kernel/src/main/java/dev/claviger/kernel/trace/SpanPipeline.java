package dev.claviger.kernel.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gathers ended spans and sends them to the collector, on a thread of its own. What the collector does not take is dropped. */
final class SpanPipeline {
    private SpanPipeline() {}

    static SdkTracerProvider to(URI collector, TracingConfig config, String service, String replica) {
        OtlpHttpSpanExporterBuilder exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(traces(collector)).setTimeout(config.timeout());
        config.authorization().ifPresent(secret -> exporter.addHeader("Authorization", secret.reveal()));
        config.trustFile().ifPresent(file -> exporter.setTrustedCertificates(read(file)));
        Attributes who = Attributes.of(
                AttributeKey.stringKey("service.name"), service,
                AttributeKey.stringKey("service.namespace"), "claviger",
                AttributeKey.stringKey("service.instance.id"), replica);
        return SdkTracerProvider.builder()
                .setResource(Resource.create(who))
                .setSampler(new Sampling(config.ratio(), config.followCallers()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.build())
                        .setScheduleDelay(config.interval())
                        .setMaxQueueSize(config.maxWaiting())
                        .setMaxExportBatchSize(Math.min(config.maxWaiting(), 512))
                        .build())
                .build();
    }

    private static String traces(URI collector) {
        String base = collector.toString();
        return (base.endsWith("/") ? base : base + "/") + "v1/traces";
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("claviger.tracing.trust-file cannot be read", unreadable);
        }
    }
}
