package dev.hoard.gateway.account;

import java.time.Instant;

/**
 * Money that moved, or failed to.
 *
 * @param currency ISO 4217, in lower case
 */
public record PaymentTransaction(String id, long amountCents, String currency, String status, Instant at) {}
