package dev.hoard.demo.suite;

import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A request whose connection breaks before its answer is read. Whether it was carried out is not known. */
enum LostAnswer {
    /** Half of the body was sent. */
    WHILE_SENDING,
    /** The server has it all, and may be at work. */
    ONCE_SENT,
    /** The answer has begun, so it was carried out, or refused. */
    WHILE_ANSWERED;

    /** A suite that is away loses requests, too. */
    void send(URI gateway, Session session, Call call) {
        try (Socket connection = new Socket(gateway.getHost(), gateway.getPort())) {
            OutputStream out = connection.getOutputStream();
            out.write(head(gateway, session, call));
            byte[] body = call.body();
            out.write(body, 0, this == WHILE_SENDING ? body.length / 2 : body.length);
            out.flush();
            if (this == WHILE_ANSWERED) {
                int _ = connection.getInputStream().read();
            }
        } catch (IOException away) {
            // So it was lost on the way there.
        }
    }

    private static byte[] head(URI gateway, Session session, Call call) {
        StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n"
                .formatted(call.method(), call.path(), gateway.getAuthority(), call.body().length));
        call.with("Authorization", "Bearer " + session.accessToken())
                .headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
