package dev.claviger.local.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A table of words in a PostgreSQL. */
final class Rows {
    private Rows() {}

    static void write(Postgres postgres, String word) throws SQLException {
        try (Connection connection = postgres.connectAsSuperuser("postgres")) {
            execute(connection, "CREATE TABLE IF NOT EXISTS word (id serial, word text)");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO word (word) VALUES (?)")) {
                insert.setString(1, word);
                insert.executeUpdate();
            }
        }
    }

    static List<String> read(Postgres postgres) throws SQLException {
        try (Connection connection = postgres.connectAsSuperuser("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT word FROM word ORDER BY id")) {
            List<String> words = new ArrayList<>();
            while (rows.next()) {
                words.add(rows.getString(1));
            }
            return words;
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
