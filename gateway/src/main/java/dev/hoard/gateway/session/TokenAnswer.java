package dev.hoard.gateway.session;

import dev.hoard.gateway.account.AccountView;

/**
 * What a login and a refresh give.
 *
 * @param expiresIn life of the access token in seconds
 */
record TokenAnswer(String tokenType, String accessToken, long expiresIn, String refreshToken, AccountView user) {

    @Override
    public String toString() {
        return "TokenAnswer[user=" + user.id() + "]";
    }
}
