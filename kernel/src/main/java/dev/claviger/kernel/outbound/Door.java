package dev.claviger.kernel.outbound;

import java.net.InetAddress;

/**
 * An address that may be connected to.
 *
 * @param host the name it was found by, without the brackets of an IPv6 address
 * @param listed whether the operator has listed it, so that it may also be reached without TLS
 */
record Door(String host, InetAddress address, boolean listed) {}
