package dev.hoard.localstack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param name short and unique among its siblings; names the log and the record on disk
 * @param environment added to the parent's; the place for secrets, which a command line would show to every user
 * @param log receives standard output and error; what an earlier run wrote is kept beside it
 */
public record ChildCommand(String name, List<String> command, Map<String, String> environment, Path log) {

    public ChildCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
