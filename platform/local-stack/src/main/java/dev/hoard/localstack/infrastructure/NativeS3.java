package dev.hoard.localstack.infrastructure;

import dev.hoard.localstack.process.Child;
import dev.hoard.localstack.process.ChildCommand;
import dev.hoard.localstack.process.Children;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * S3Proxy as a process of this machine. Where data is to last it keeps objects as files and refuses the encryption
 * header; where it is not, in memory, accepting the header.
 */
final class NativeS3 {

    static final int USUAL_PORT = 9000;
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private NativeS3() {}

    static Located<S3Access> start(Workspace workspace, Children children, Consumer<String> progress) {
        JavaServer s3proxy = JavaServer.fetched("s3proxy", progress);
        S3Access access = access(workspace);
        try {
            Path logback = Files.writeString(
                    workspace.config().resolve("s3proxy-logback.xml"), JavaServer.resource("s3proxy-logback.xml"));
            Path properties = workspace.config().resolve("s3proxy.properties");
            Keys.writeForOwnerOnly(properties, properties(access, workspace));
            List<String> flags = List.of(
                    workspace.isLasting() ? "-Xmx192m" : "-Xmx1g",
                    "-XX:+UseSerialGC",
                    "-Dlogback.configurationFile=" + logback);
            List<String> line = s3proxy.command(flags, "org.gaul.s3proxy.Main", "--properties", properties.toString());
            Child child = children.startReady(
                    new ChildCommand("s3", line, Map.of(), workspace.log("s3")),
                    READY_WITHIN,
                    () -> Buckets.areServedBy(access));
            Buckets.create(access);
            return new Located<>(access, "native", child);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static S3Access access(Workspace workspace) {
        String secretKey = Keys.keptIn(
                workspace.keys().resolve("s3.key"), () -> HexFormat.of().formatHex(Keys.randomBytes(20)));
        return new S3Access(
                "http://127.0.0.1:" + workspace.port("s3", USUAL_PORT),
                "hoard-local",
                secretKey,
                "us-east-1",
                !workspace.isLasting());
    }

    static String provider(Workspace workspace) {
        return workspace.isLasting() ? "filesystem-nio2" : "transient-nio2";
    }

    /** Browsers store and read assets here by presigned requests, from whatever origin the web client has. */
    private static String properties(S3Access access, Workspace workspace) {
        return """
                s3proxy.endpoint=%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                s3proxy.cors-allow-all=true
                jclouds.provider=%s
                jclouds.filesystem.basedir=%s
                jclouds.identity=local
                jclouds.credential=local
                """.formatted(
                access.endpoint(), access.accessKey(), access.secretKey(), provider(workspace), workspace.data("s3"));
    }
}
