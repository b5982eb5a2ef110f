package dev.hoard.gateway.password;

/** What is kept of a password. It never leaves the gateway: its text form is masked, so that no log or view shows it. */
public record PasswordHash(String encoded) {

    @Override
    public String toString() {
        return "PasswordHash[…]";
    }
}
