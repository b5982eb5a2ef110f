package dev.hoard.gateway.token;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Instant;

/**
 * One key pair, P-256.
 *
 * @param number 1 for the first, and so on; two gateways that make a key at once agree on one by it
 * @param jwk with the private half only where this gateway could decrypt it
 * @param signsFrom from when it signs; it is published before that
 */
record SigningKey(int number, ECKey jwk, Instant signsFrom) {

    String kid() {
        return jwk.getKeyID();
    }

    boolean signsAt(Instant now) {
        return jwk.isPrivate() && !signsFrom.isAfter(now);
    }

    @Override
    public String toString() {
        return "SigningKey[number=" + number + ", kid=" + kid() + ", signsFrom=" + signsFrom + "]";
    }
}
