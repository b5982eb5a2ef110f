package dev.hoard.gateway.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The address a request came from, as far as the connection tells; headers about it are not believed. */
public record ClientAddress(InetAddress address) {

    private static final int IPV4_PREFIX_BYTES = 3;
    private static final int IPV6_PREFIX_BYTES = 6;
    private static final int IPV6_HOUSEHOLD_BYTES = 8;

    public static ClientAddress of(ServerHttpRequest request) {
        return of(request.getRemoteAddress());
    }

    static ClientAddress of(@Nullable InetSocketAddress remote) {
        return new ClientAddress(
                remote == null || remote.isUnresolved() ? InetAddress.getLoopbackAddress() : remote.getAddress());
    }

    /** The network, such as {@code 203.0.113.0/24} or {@code 2001:db8:1::/48}: all that is ever stored. */
    public String prefix() {
        int bytes = address instanceof Inet6Address ? IPV6_PREFIX_BYTES : IPV4_PREFIX_BYTES;
        return masked(bytes).getHostAddress() + "/" + bytes * Byte.SIZE;
    }

    /** What limits count by: an IPv4 address, or the /64 that one household has in IPv6. */
    public InetAddress household() {
        return address instanceof Inet6Address ? masked(IPV6_HOUSEHOLD_BYTES) : address;
    }

    private InetAddress masked(int bytes) {
        try {
            byte[] raw = address.getAddress();
            Arrays.fill(raw, bytes, raw.length, (byte) 0);
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length of an address does not change", e);
        }
    }
}
