package dev.claviger.sync.rotating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumers that are told of a new value. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class WebhookTest {
    private static final String KIND = "random-value";

    private TokenStage stage;
    private Consumer consumer;

    @BeforeEach
    void begin() {
        stage = new TokenStage();
        consumer = new Consumer();
    }

    @AfterEach
    void end() {
        stage.close();
        consumer.close();
    }

    private String create(boolean requireProof) {
        return stage.post(KIND, stage.random(Map.of("url", consumer.url(), "requireProof", requireProof)))
                .then()
                .statusCode(200)
                .extract()
                .path("secretRotation.id");
    }

    private static String value(String id) {
        return String.valueOf(VaultStub.rotated(id).get("SIGNING_KEY"));
    }

    private String message(String id) {
        return String.valueOf(stage.show(id).getString("lastRotationMessage"));
    }

    @Test
    void consumer_isTold_bySignedCallsWithoutTheValue() {
        String id = create(false);
        stage.awaitRest(id);

        assertThat(consumer.told()).hasSize(1);
        Consumer.Told told = consumer.told().getFirst();
        String key =
                stage.credentials(KIND, id).then().statusCode(200).extract().path("webhookSigningKey");
        String timestamp = new JsonObject(told.body()).getLong("timestamp").toString();
        assertThat(told.signature()).isEqualTo("t=%s;%s".formatted(timestamp, Consumer.hmac(key, told.body())));
        assertThat(told.body())
                .contains("\"event\":\"secret-rotation.published\"", id, "SIGNING_KEY", "/app")
                .doesNotContain(value(id));
        assertThat(stage.show(id).getString("lastRotationMessage")).isNull();

        stage.rotate(id).then().statusCode(200);
        stage.awaitRest(id);
        assertThat(consumer.told()).hasSize(2);
    }

    @Test
    void proof_countsWhenItIsThatOfTheNewValue() {
        consumer.proves(() -> "another value");
        String id = create(true);
        RotationStage.sync("UPDATE secret_rotation SET verify_until = now() + interval '1 hour' WHERE id = ?", id);
        await().atMost(RotationStage.LONG).until(() -> message(id).contains("proof of another credential"));

        consumer.answers(200, "{}");
        await().atMost(RotationStage.LONG).until(() -> message(id).contains("without a proof"));

        String present = value(id);
        consumer.proves(() -> present);
        stage.awaitRest(id);
        assertThat(stage.show(id).getString("lastRotationMessage")).isNull();
    }

    /** The clock does not take away what the consumer still works with; hands may. */
    @Test
    void consumerThatIsDown_isToldAgain_andHoldsUpTheClock() {
        consumer.answers(500, "");
        String id = create(false);
        await().atMost(RotationStage.LONG).until(() -> consumer.told().size() >= 2);
        await().atMost(RotationStage.LONG)
                .until(() -> message(id).contains("have not delivered the new value yet: the webhook")
                        && message(id).contains("127.0.0.1 answered 500"));
        stage.awaitRest(id);

        RotationStage.comesRound(id);
        await().atMost(RotationStage.LONG)
                .until(() ->
                        message(id).startsWith("Not rotated: these have not delivered the present value: the webhook"));

        assertThat(stage.show(id).getInt("activeIndex")).isZero();
        consumer.answers(204, "");
        await().atMost(RotationStage.LONG).until(() -> stage.show(id).getInt("activeIndex") == 1);
        stage.awaitRest(id);
        assertThat(stage.show(id).getString("lastRotationMessage")).isNull();
    }

    @Test
    void T8_privateAddresses_areNotCalled() {
        String id = stage.post(KIND, stage.random(Map.of("url", "http://10.0.0.1/rotated")))
                .then()
                .statusCode(200)
                .extract()
                .path("secretRotation.id");

        await().atMost(RotationStage.LONG).until(() -> message(id).contains("10.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ftp://consumer.example/x", "https://user@consumer.example/", "/rotated", "https://a#b"})
    void badUrls_areRefused(String url) {
        stage.post(KIND, stage.random(Map.of("url", url)))
                .then()
                .statusCode(422)
                .body(containsString("webhook.url"));
    }
}
