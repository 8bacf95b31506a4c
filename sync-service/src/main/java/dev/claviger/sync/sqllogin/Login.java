package dev.claviger.sync.sqllogin;

import dev.claviger.kernel.Secret;

/** A login at a server, with a name and a password that are safe in statements. */
public record Login(String username, Secret password) {}
