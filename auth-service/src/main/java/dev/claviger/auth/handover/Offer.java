package dev.claviger.auth.handover;

/** An organisation whose single sign-on the login page offers by name. */
record Offer(String slug, String name) {}
