package dev.hoard.demo;

import static dev.hoard.demo.story.Expectation.none;
import static dev.hoard.demo.story.Expectation.same;

import dev.hoard.demo.client.Batches;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.Mutation;
import dev.hoard.demo.client.PushAnswer;
import dev.hoard.demo.client.Replica;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import dev.hoard.demo.story.Story;
import dev.hoard.demo.table.GameTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What happens at the table while both devices are on. */
final class LiveEdits {

    private static final Duration SHOWN = Duration.ofSeconds(10);
    private static final int BLOWS = 20;
    private static final int DELETED = 100;
    private static final int CHANGED = 100;

    private final Story story;
    private final Device laptop;
    private final Device phone;
    private final GameTable table;

    LiveEdits(Story story, Device laptop, Device phone, GameTable table) {
        this.story = story;
        this.laptop = laptop;
        this.phone = phone;
        this.table = table;
    }

    /** Blow by blow, from one device and from the other in turn. */
    void dealDamage() {
        List<Duration> latencies = new ArrayList<>();
        for (int blow = 1; blow <= BLOWS; blow++) {
            latencies.add(blow % 2 == 1 ? dealDamage(laptop, phone) : dealDamage(phone, laptop));
        }
        latencies.sort(Duration::compareTo);
        story.line("%d blows, from push to the other device: median %s, longest %s"
                .formatted(BLOWS, Story.text(latencies.get(BLOWS / 2)), Story.text(latencies.getLast())));
        same("the owlbear's hit points", 59 - BLOWS, hitPoints(laptop.replica()));
        none(
                "phone against laptop",
                phone.replica().content().differencesFrom(laptop.replica().content()));
    }

    private Duration dealDamage(Device from, Device to) {
        DocumentKey encounter = table.encounter();
        ObjectNode document = held(from, encounter);
        ObjectNode owlbear = owlbear(document);
        int left = owlbear.required("currentHp").asInt() - 1;
        owlbear.put("currentHp", left);
        Mutation blow = Mutation.update(encounter, from.replica().revision(encounter), document);

        long begin = System.nanoTime();
        from.push(blow).expectAll("applied");
        to.replica().await(to.name() + " shows " + left + " hit points", SHOWN, replica -> hitPoints(replica) == left);
        Duration latency = Duration.ofNanos(System.nanoTime() - begin);
        from.replica().await("the own edit comes back", SHOWN, replica -> hitPoints(replica) == left);
        return latency;
    }

    /** A push of its own, and the first batch of the import, whose answers might have been lost. */
    void pushTwice(List<Mutation> firstOfImport) {
        DocumentKey guard = new DocumentKey("creature", UUID.randomUUID().toString());
        ObjectNode goblin = held(laptop, table.creatureNamed("Goblin"))
                .put("name", "Gate guard")
                .put("kind", "npc");
        List<Mutation> push = List.of(
                Mutation.create(guard, goblin),
                Mutation.update(
                        table.party(),
                        laptop.replica().revision(table.party()),
                        held(laptop, table.party()).put("description", "Four friends now, and a lantern.")));

        PushAnswer first = laptop.push(push).expectAll("applied");
        Map<DocumentKey, Long> before = laptop.readAnew(first.head()).revisions();
        PushAnswer again = laptop.push(push).expectAll("duplicate");
        PushAnswer importAgain = laptop.push(firstOfImport).expectAll("duplicate");

        same("the revisions in the second answer", first.revisions(), again.revisions());
        same("the head after the same push again", first.head(), again.head());
        same("the head after the import's first batch again", first.head(), importAgain.head());
        same("every document's revision", before, laptop.readAnew(first.head()).revisions());
        phone.replica().await("both edits", SHOWN, replica -> replica.position() >= first.head());
        laptop.replica().await("both edits", SHOWN, replica -> replica.position() >= first.head());
        story.line("%d results were duplicates, head %d and %d revisions stayed"
                .formatted(push.size() + firstOfImport.size(), first.head(), before.size()));
    }

    /** Deletes and changes what the backup is to bring back, and adds what it is to take away. */
    void wreak() {
        List<Mutation> mutations = new ArrayList<>();
        List<DocumentKey> creatures = table.creatures();
        creatures.subList(0, DELETED).forEach(key -> mutations.add(delete(key)));
        creatures.subList(DELETED, DELETED + CHANGED).forEach(key -> mutations.add(rename(key)));
        mutations.add(delete(table.party()));
        mutations.add(change(table.encounter(), held(laptop, table.encounter()).put("status", "completed")));
        mutations.add(
                change(table.preferences(), held(laptop, table.preferences()).put("theme", "light")));
        mutations.add(Mutation.create(
                new DocumentKey("creature", UUID.randomUUID().toString()),
                Content.clientsPart(held(laptop, creatures.getLast())).put("name", "An afterthought")));

        Content before = laptop.replica().content();
        long head = 0;
        for (List<Mutation> batch : Batches.of(mutations)) {
            head = laptop.push(batch).expectAll("applied").head();
        }
        long seen = head;
        laptop.replica().await("the changes", SHOWN, replica -> replica.position() >= seen);
        phone.replica().await("the changes", SHOWN, replica -> replica.position() >= seen);
        none(
                "phone against laptop",
                phone.replica().content().differencesFrom(laptop.replica().content()));
        same(
                "documents left",
                before.size() - DELETED - 1 + 1,
                phone.replica().content().size());
        story.line("%d deleted, %d changed, 1 added; both devices show it".formatted(DELETED + 1, CHANGED + 2));
    }

    private Mutation delete(DocumentKey key) {
        return Mutation.delete(key, laptop.replica().revision(key));
    }

    private Mutation change(DocumentKey key, ObjectNode document) {
        return Mutation.update(key, laptop.replica().revision(key), document);
    }

    private Mutation rename(DocumentKey key) {
        ObjectNode creature = held(laptop, key);
        creature.put("name", creature.required("name").asString() + " (changed)")
                .put("maxHp", 1);
        creature.remove("source");
        return change(key, creature);
    }

    private int hitPoints(Replica replica) {
        return replica.find(table.encounter())
                .map(LiveEdits::owlbear)
                .orElseThrow()
                .required("currentHp")
                .asInt();
    }

    private static ObjectNode owlbear(ObjectNode encounter) {
        return encounter.required("participants").values().stream()
                .map(JsonNode::asObject)
                .filter(combatant -> combatant.required("name").asString().equals("Owlbear"))
                .findFirst()
                .orElseThrow();
    }

    /** The client's part of a document the device holds, to be edited. */
    private static ObjectNode held(Device device, DocumentKey key) {
        return Content.clientsPart(device.replica().find(key).orElseThrow());
    }
}
