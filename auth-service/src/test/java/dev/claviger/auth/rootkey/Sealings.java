package dev.claviger.auth.rootkey;

import dev.claviger.auth.sealing.SealedPlace;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.testkit.RealEngines;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** All that the service keeps sealed, past the service. */
final class Sealings {
    private static final Map<SealedPlace, String> UPDATES = Map.of(
            SealedPlace.SIGNING_KEY, "UPDATE signing_key SET sealed_private_key = ? WHERE kid = ?",
            SealedPlace.SECOND_FACTOR, "UPDATE user_totp SET sealed_secret = ? WHERE user_id = ?::uuid",
            SealedPlace.LOGIN_METHOD, "UPDATE login_method SET sealed_settings = ? WHERE id = ?::uuid",
            SealedPlace.CA_CERTIFICATE, "UPDATE login_method SET sealed_ca_cert = ? WHERE id = ?::uuid",
            SealedPlace.SSO_PROVIDER, "UPDATE sso_provider SET sealed_client_secret = ? WHERE id = ?::uuid");

    private Sealings() {}

    private interface Visit {
        void row(SealedPlace place, String id, byte[] bytes) throws SQLException;
    }

    /** What each place and row says, in hexadecimal digits. */
    static Map<String, String> plain(RootRing ring) {
        Map<String, String> plain = new TreeMap<>();
        each((place, id, bytes) ->
                plain.put(place.word() + " " + id, HexFormat.of().formatHex(ring.open(bytes, place.context(id)))));
        return plain;
    }

    /** How many each root key seals. */
    static Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        each((place, id, bytes) -> counts.merge(RootRing.keyIdOf(bytes), 1, Integer::sum));
        return counts;
    }

    static void putAllUnder(RootRing ring, String keyId) {
        try (Connection database = RealEngines.connectAsSuperuser("auth")) {
            each((place, id, bytes) -> {
                byte[] plain = ring.open(bytes, place.context(id));
                byte[] anew = ring.wrap(keyId, plain, place.context(id)).await().atMost(Duration.ofSeconds(10));
                try (PreparedStatement update = database.prepareStatement(UPDATES.getOrDefault(place, ""))) {
                    update.setBytes(1, anew);
                    update.setString(2, id);
                    var _ = update.executeUpdate();
                }
            });
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void each(Visit visit) {
        try (Connection database = RealEngines.connectAsSuperuser("auth");
                PreparedStatement query =
                        database.prepareStatement("SELECT place, id, sealed FROM sealed_under_root_key ORDER BY 1, 2");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                visit.row(SealedPlace.of(rows.getString(1)), rows.getString(2), rows.getBytes(3));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
