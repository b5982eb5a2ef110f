package dev.hoard.localstack.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.stream.Stream;

/** A supervisor that is another process, found by its state file. */
record RemoteSupervisor(StackState state) {

    /** Has it start what is missing, showing its progress; true when all is ready. */
    boolean bringUp() {
        var request = HttpRequest.newBuilder(URI.create(state.control() + "/up"))
                .header(Supervisor.TOKEN_HEADER, state.token())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                String line = each.next();
                if (line.equals(Supervisor.DONE) || line.equals(Supervisor.FAILED)) {
                    return line.equals(Supervisor.DONE);
                }
                System.out.println(line);
            }
            return false;
        } catch (IOException | UncheckedIOException e) {
            System.out.println("The supervisor ended: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
