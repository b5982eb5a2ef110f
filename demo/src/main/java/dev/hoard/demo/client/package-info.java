/**
 * A small client of the public protocol: accounts, devices with a local replica, push, pull and the live stream. Written
 * from {@code protocol.md} alone, it shares no class with the services it talks to.
 */
@NullMarked
package dev.hoard.demo.client;

import org.jspecify.annotations.NullMarked;
