package dev.hoard.demo.client;

public record Credentials(String email, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return email;
    }
}
