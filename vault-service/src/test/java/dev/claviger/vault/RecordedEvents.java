package dev.claviger.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.testkit.RealEngines;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What the service recorded, as it stands in its outbox. */
public final class RecordedEvents {
    private static final String OF_ORGANISATION =
            "SELECT payload FROM outbox_event WHERE event_key = ? ORDER BY boot_id, seq";

    private RecordedEvents() {}

    /** The events of an organisation, oldest first. */
    public static List<JsonPath> of(UUID orgId) {
        try (Connection database = RealEngines.connectAsSuperuser("vault");
                PreparedStatement query = database.prepareStatement(OF_ORGANISATION)) {
            query.setString(1, orgId.toString());
            List<JsonPath> events = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    events.add(JsonPath.from(new String(rows.getBytes("payload"), UTF_8)));
                }
            }
            return events;
        } catch (SQLException broken) {
            throw new IllegalStateException("the outbox cannot be read", broken);
        }
    }

    /** Those of them with that name. */
    public static List<JsonPath> of(UUID orgId, String name) {
        return of(orgId).stream()
                .filter(event -> name.equals(event.getString("data.event")))
                .toList();
    }
}
