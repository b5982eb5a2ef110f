package dev.hoard.sync.bench;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a change costs, and how long it takes to its one stream, while 0, 200 and 2,000 streams of others are open. */
@SyncServiceTest
class StreamBench {

    private static final int CHANGES = 300;

    private long cpu;

    @Autowired
    private Surroundings world;

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 2_000})
    @SuppressWarnings("SystemOut") // its output is its purpose
    void aChangeAmongOpenStreams(int others) throws IOException {
        long before = heap();
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            sockets.add(open(world.client(world.newAccount(), Duration.ofMinutes(30))));
        }
        AccountId account = world.newAccount();
        try (var stream = world.client(account, Duration.ofMinutes(30)).stream("", Map.of())) {
            long each = others == 0 ? 0 : (heap() - before) / others;
            long[] nanos = new long[CHANGES];
            for (int i = 0; i < CHANGES; i++) {
                if (i == CHANGES / 3) {
                    cpu = cpu();
                }
                nanos[i] = oneChange(account, stream, i + 1);
            }
            double cpuEach = (cpu() - cpu) / 1e6 / (CHANGES * 2 / 3.0);
            long[] warm = Arrays.copyOfRange(nanos, CHANGES / 3, CHANGES);
            Arrays.sort(warm);
            System.out.printf(
                    "BENCH %,d streams of others: %.2f ms p50, %.2f ms p95 to the stream, %.2f ms CPU a change"
                            + " (everything in this process), %,d bytes of heap a stream%n",
                    others, warm[warm.length / 2] / 1e6, warm[warm.length * 95 / 100] / 1e6, cpuEach, each);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private long oneChange(AccountId account, dev.hoard.sync.fixture.EventStream stream, int number) {
        long start = System.nanoTime();
        world.commitAndPublish(account, "hot");
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> stream.lastNumber() >= number);
        return System.nanoTime() - start;
    }

    /** A stream whose client costs next to nothing, so that what is measured is the service's. */
    private static Socket open(Client client) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.port());
        socket.getOutputStream()
                .write(("GET /api/v1/sync/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + client.token()
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        if (socket.getInputStream().readNBytes(12).length != 12) {
            throw new IOException("the stream was refused");
        }
        return socket;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
