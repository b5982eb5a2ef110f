package dev.hoard.demo.client;

import java.io.IOException;

/** No answer came: whether the request was carried out is unknown. */
public final class Unreachable extends RuntimeException {

    Unreachable(Call call, IOException cause) {
        super("No answer to " + call + ": " + cause, cause);
    }
}
