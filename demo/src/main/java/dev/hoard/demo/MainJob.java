package dev.hoard.demo;

import static dev.hoard.demo.story.Expectation.none;
import static dev.hoard.demo.story.Expectation.same;

import dev.hoard.demo.client.Accounts;
import dev.hoard.demo.client.Batches;
import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.demo.client.Mutation;
import dev.hoard.demo.client.Patience;
import dev.hoard.demo.client.PushAnswer;
import dev.hoard.demo.client.Session;
import dev.hoard.demo.client.Traffic;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.srd.SrdMonsters;
import dev.hoard.demo.story.StepFailed;
import dev.hoard.demo.story.Story;
import dev.hoard.demo.table.GameTable;
import dev.hoard.demo.takeout.Archive;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** The story of a game master's data, in the order of its steps. */
final class MainJob {

    private static final Patience PATIENCE = Patience.of(Duration.ofSeconds(60));

    /** Far below the 500 a push may hold, so that the import shows how it gets on. */
    private static final int BATCH = 100;

    private final Story story;
    private final HoardApi api;
    private final Accounts accounts;

    MainJob(Story story, HoardApi api, Credentials admin) {
        this.story = story;
        this.api = api;
        this.accounts = new Accounts(api, admin);
    }

    /** @return whether every step came out as expected */
    boolean run() {
        story.say("Hoard, the main job, at " + api.gateway());
        try {
            tell();
        } catch (StepFailed e) {
            return end("FAIL at step %d: %s".formatted(story.steps(), e.getMessage()), false);
        }
        return end("PASS", true);
    }

    private void tell() {
        Credentials who = story.step("A game master registers and becomes premium", this::register);
        try (Device laptop = story.step("The laptop logs in", () -> login(who, "laptop"));
                Device phone = story.step("The phone logs in", () -> login(who, "phone"))) {
            GameTable table = GameTable.with(SrdMonsters.listAsCreatures(), laptop.accountId());
            List<List<Mutation>> batches = importBatches(table);
            story.step("The laptop imports 334 monsters, a party, an encounter", () -> importAll(laptop, batches));
            story.step("The phone pulls all of it and follows the stream", () -> pullAll(laptop, phone, table));

            var edits = new LiveEdits(story, laptop, phone, table);
            story.step("Damage dealt on one device shows on the other", edits::dealDamage);
            story.step("A push sent twice changes nothing", () -> edits.pushTwice(batches.getFirst()));

            var recovery = new Recovery(story, laptop, phone);
            Recovery.Backup backup = story.step("A backup is taken", recovery::takeBackup);
            story.step("Monsters are deleted, others changed, the party is lost", edits::wreak);
            story.step("The restore brings back the backup's state on both devices", () -> recovery.restore(backup));

            var takeOut = new TakeOut(story, laptop);
            Archive archive = story.step("The data is taken out as JSON", takeOut::exportJson);
            story.step("The data is taken out as CSV", takeOut::exportCsv);
            story.step("The JSON export is imported into a fresh account", () -> importElsewhere(takeOut, archive));
        }
    }

    private Credentials register() {
        Credentials who = accounts.register("Game Master");
        Session before = Session.login(api, who, "registration");
        same("the tier after registering", "free", before.user().path("tier").asString(""));
        accounts.makePremium(before.accountId());
        ObjectNode user = Session.login(api, who, "registration").user();
        same(
                "the tier after the administrator's action",
                "premium",
                user.path("tier").asString(""));
        story.line("account " + before.accountId() + ", features " + user.path("features"));
        return who;
    }

    private Device login(Credentials who, String name) {
        return Device.login(api, who, name, PATIENCE);
    }

    private static List<List<Mutation>> importBatches(GameTable table) {
        List<Mutation> mutations = table.documents().entrySet().stream()
                .map(document -> Mutation.create(document.getKey(), document.getValue()))
                .toList();
        return Batches.of(mutations, BATCH);
    }

    private void importAll(Device laptop, List<List<Mutation>> batches) {
        int pushed = 0;
        long head = 0;
        for (List<Mutation> batch : batches) {
            PushAnswer answer = laptop.push(batch).expectAll("applied");
            pushed += batch.size();
            head = answer.head();
            story.line("%d documents acknowledged, head %d".formatted(pushed, head));
        }
        same("the head is the number of documents, none taken twice", (long) pushed, head);
        laptop.pull(head, position -> {});
    }

    private void pullAll(Device laptop, Device phone, GameTable table) {
        phone.pull(laptop.replica().position(), position -> story.line("read up to number " + position));
        Content sent = Content.of(table.documents());
        none("the phone against what was sent", phone.replica().content().differencesFrom(sent));
        none("the laptop against what was sent", laptop.replica().content().differencesFrom(sent));
        story.line("%d documents equal to what was sent, value by value".formatted(sent.size()));
        phone.follow();
        laptop.follow();
    }

    private void importElsewhere(TakeOut takeOut, Archive archive) {
        Credentials other = accounts.registerPremium("Another Game Master");
        try (Device tablet = login(other, "tablet")) {
            takeOut.importInto(tablet, archive);
        }
    }

    private boolean end(String verdict, boolean passed) {
        Traffic traffic = api.traffic();
        story.say("%d steps in %s, %d requests, %s sent, %s received"
                .formatted(
                        story.steps(),
                        Story.text(story.elapsed()),
                        traffic.requests(),
                        megabytes(traffic.bytesSent()),
                        megabytes(traffic.bytesReceived())));
        story.say(verdict);
        return passed;
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
