package dev.claviger.sync.connection;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done at a PostgreSQL server while the line to it is open. Blocks; each statement commits by itself unless the work says otherwise. */
@FunctionalInterface
public interface PostgresWork<T> {
    T at(Connection server) throws SQLException;
}
