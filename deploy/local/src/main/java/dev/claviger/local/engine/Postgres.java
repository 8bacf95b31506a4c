package dev.claviger.local.engine;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server on loopback, where every connection needs a password. */
public interface Postgres extends Engine {
    String SUPERUSER = "postgres";

    String superuserPassword();

    /** The address of a database as the services want it: {@code postgresql://127.0.0.1:5432/vault}. */
    default String url(String database) {
        return "postgresql://127.0.0.1:" + port() + "/" + database;
    }

    default String jdbcUrl(String database) {
        return "jdbc:" + url(database);
    }

    default Connection connect(String database, String role, String password) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(jdbcUrl(database));
        source.setUser(role);
        source.setPassword(password);
        source.setConnectTimeout(5);
        return source.getConnection();
    }

    default Connection connectAsSuperuser(String database) throws SQLException {
        return connect(database, SUPERUSER, superuserPassword());
    }
}
