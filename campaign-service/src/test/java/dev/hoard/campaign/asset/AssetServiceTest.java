package dev.hoard.campaign.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.CampaignServiceTest;
import dev.hoard.campaign.fixture.Device;
import dev.hoard.campaign.fixture.Surroundings;
import dev.hoard.campaign.web.IdempotencyKey;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.security.Tier;
import dev.hoard.platform.storage.ObjectStorage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.unit.DataSize;

/** What time, crashes and races do to assets: the use cases at any hour, over the same database and S3. */
@CampaignServiceTest
class AssetServiceTest {

    private static final Duration OVER = Duration.ofMinutes(31);

    @Autowired
    private Surroundings surroundings;

    @Autowired
    private MongoDatabase database;

    @Autowired
    private ObjectStorage storage;

    @Test
    void data5_anUploadThatWasNotCompletedIsGoneAndSweptWithItsFile() {
        Device device = surroundings.newDevice();
        UUID id = id(Files.upload(device, Files.png(1000)));
        AssetService later = service(OVER, "500MB", 1000);

        assertThatThrownBy(() -> later.get(device.account(), id)).satisfies(is(ProblemType.NOT_FOUND));
        assertThatThrownBy(() -> later.complete(caller(device.account()), id)).satisfies(is(ProblemType.NOT_FOUND));
        assertThat(later.list(device.account(), Optional.empty(), 10)).isEmpty();
        service(Duration.ZERO, "500MB", 1000).sweep();
        assertThat(storage.find(key(device, id))).as("swept too early").isPresent();

        later.sweep();

        assertThat(storage.find(key(device, id))).isEmpty();
        assertThat(new Assets(database).find(device.account(), id)).isEmpty();
    }

    @Test
    void data5_aCompletedUploadIsNeverSwept() {
        Device device = surroundings.newDevice();
        UUID id = id(Files.upload(device, Files.png(1000)));
        device.post("/api/v1/assets/" + id + "/complete", "");

        service(Duration.ofDays(1000), "500MB", 1000).sweep();

        assertThat(device.get("/api/v1/assets/" + id).json().required("state").asString())
                .isEqualTo("ready");
        assertThat(storage.find(key(device, id))).isPresent();
    }

    @Test
    void data5_whatIsUploadedAfterTheDeletionIsSwept() {
        Device device = surroundings.newDevice();
        byte[] file = Files.png(1000);
        Answer announced = Files.announce(device, file);
        UUID id = id(announced);
        assertThat(device.delete("/api/v1/assets/" + id).status()).isEqualTo(204);

        assertThat(Files.send(announced.json().required("upload"), file).statusCode())
                .isEqualTo(200);
        assertThat(device.post("/api/v1/assets/" + id + "/complete", "").status())
                .isEqualTo(404);
        service(OVER, "500MB", 1000).sweep();

        assertThat(storage.find(key(device, id))).isEmpty();
        assertThat(new Assets(database).find(device.account(), id)).isEmpty();
    }

    @Test
    void data5_aDeletionThatACrashInterruptedIsFinished() {
        Device device = surroundings.newDevice();
        UUID id = id(Files.upload(device, Files.png(1000)));
        device.post("/api/v1/assets/" + id + "/complete", "");

        new Assets(database).remove(device.account(), id); // and then the service dies
        assertThat(device.get("/api/v1/assets/" + id).status()).isEqualTo(404);
        service(OVER, "500MB", 1000).sweep();

        assertThat(storage.find(key(device, id))).isEmpty();
    }

    @Test
    void data5_whateverCompletionRacesWithAReadyAssetHasItsFile() {
        Device device = surroundings.newDevice();
        AssetService now = service(Duration.ZERO, "500MB", 1000);
        AssetService later = service(OVER, "500MB", 1000);
        for (int i = 0; i < 20; i++) {
            UUID id = id(Files.upload(device, Files.png(1000 + i)));
            Runnable rival = i % 2 == 0 ? later::sweep : () -> now.delete(device.account(), id);

            CompletableFuture<Void> race = CompletableFuture.runAsync(rival);
            int completed =
                    device.post("/api/v1/assets/" + id + "/complete", "").status();
            race.join();

            boolean ready = new Assets(database)
                    .find(device.account(), id)
                    .filter(Asset::ready)
                    .isPresent();
            assertThat(completed).isIn(200, 404, 409);
            assertThat(storage.find(key(device, id)).isPresent())
                    .as("round " + i)
                    .isEqualTo(ready);
        }
    }

    @Test
    void data5_theQuotaCountsBytesAndFilesPendingOnesToo() {
        Caller caller = caller(surroundings.newAccount());
        AssetService bytes = service(Duration.ZERO, "30B", 1000);
        AssetService files = service(Duration.ZERO, "500MB", 4);
        for (int i = 0; i < 3; i++) {
            announce(bytes, caller, 10);
        }

        assertThatThrownBy(() -> announce(bytes, caller, 1)).satisfies(is(ProblemType.QUOTA_EXCEEDED));
        announce(files, caller, 1);
        assertThatThrownBy(() -> announce(files, caller, 1)).satisfies(is(ProblemType.QUOTA_EXCEEDED));
        announce(service(OVER, "30B", 4), caller, 30);
        assertThat(files.list(caller.account(), Optional.empty(), 10)).hasSize(5);
    }

    @Test
    void data5_theQuotaHoldsWhenManyAnnounceAtOnce() {
        AssetService service = service(Duration.ZERO, "30B", 1000);
        for (int round = 0; round < 10; round++) {
            Caller caller = caller(surroundings.newAccount());

            List<Boolean> admitted = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> admits(service, caller)))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            Assets.Usage usage = new Assets(database).usage(caller.account(), Instant.now());
            assertThat(admitted.stream().filter(yes -> yes).count()).isEqualTo(usage.count());
            assertThat(usage.bytes()).isLessThanOrEqualTo(30);
        }
    }

    @Test
    void data5_deletingMakesRoomOnceItsUploadIsOver() {
        Caller caller = caller(surroundings.newAccount());
        AssetService service = service(Duration.ZERO, "30B", 1000);
        Asset large = announce(service, caller, 30);

        service.delete(caller.account(), large.id());

        assertThat(admits(service, caller))
                .as("a file may still come by the upload")
                .isFalse();
        assertThat(admits(service(OVER, "30B", 1000), caller)).isTrue();
    }

    @Test
    void data5_aKeptKeyOpensNoUploadThatOutlastsItsRecord() {
        Caller caller = caller(surroundings.newAccount());
        var key = Optional.of(new IdempotencyKey("k"));
        AnnouncedFile file = Files.announced(Files.png(100));
        service(Duration.ofMinutes(-16), "500MB", 1000).announce(caller, key, file);

        assertThatThrownBy(() -> service(Duration.ZERO, "500MB", 1000).announce(caller, key, file))
                .satisfies(is(ProblemType.CONTENT_EXPIRED));
    }

    @Test
    void data5_whatFoundNoRoomInARaceCountsForNothingAndMayBeRepeated() {
        Caller caller = caller(surroundings.newAccount());
        AssetService service = service(Duration.ZERO, "500MB", 1000);
        Assets assets = new Assets(database);
        var key = Optional.of(new IdempotencyKey("k"));
        AnnouncedFile file = Files.announced(Files.png(100));
        Asset refused = service.announce(caller, key, file);
        assets.refuse(refused); // as the loser of a race for the last room does
        assertThat(assets.usage(caller.account(), Instant.now()).count()).isZero();

        Asset again = service.announce(caller, key, file);

        assertThat(again.id()).isEqualTo(refused.id());
        assertThat(service.get(caller.account(), again.id()).state()).isEqualTo(AssetState.PENDING);
        assertThat(assets.usage(caller.account(), Instant.now()).count()).isOne();
    }

    private static boolean admits(AssetService service, Caller caller) {
        try {
            announce(service, caller, 10);
            return true;
        } catch (ProblemException e) {
            assertThat(e).satisfies(is(ProblemType.QUOTA_EXCEEDED));
            return false;
        }
    }

    private static Asset announce(AssetService service, Caller caller, int size) {
        return service.announce(caller, Optional.empty(), Files.announced(Files.png(size)));
    }

    private AssetService service(Duration ahead, String quota, int files) {
        AssetProperties properties = new AssetProperties(
                DataSize.ofMegabytes(20),
                DataSize.parse(quota),
                files,
                Duration.ofMinutes(15),
                Duration.ofMinutes(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5));
        return new AssetService(
                new Assets(database), new AssetObjects(storage), properties, Clock.offset(Clock.systemUTC(), ahead));
    }

    private static Consumer<Throwable> is(ProblemType type) {
        return e -> assertThat(((ProblemException) e).problem().type()).isEqualTo(type);
    }

    private static Caller caller(AccountId account) {
        return new Caller(account, "session", Tier.PREMIUM, Set.of("USER"), Set.of(), Instant.MAX);
    }

    private static String key(Device device, UUID id) {
        return "uploads/" + device.account() + "/" + id;
    }

    private static UUID id(Answer announced) {
        return Uuids.find(announced.json().required("id").asString()).orElseThrow();
    }
}
