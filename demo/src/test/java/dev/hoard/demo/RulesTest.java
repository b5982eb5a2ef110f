package dev.hoard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every rule of the public contract has tests that carry its id: {@code sync11_…} in Java, {@code "sync11: …"} in
 * TypeScript. The table of them is written to {@code target/rules.md}.
 */
class RulesTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git", ".local");

    private static final String KINDS = "(auth|err|data|sync|bkp|exp)";
    private static final Pattern RULE = Pattern.compile("(?m)^- \\*\\*([A-Z]+-\\d+)\\*\\*");
    private static final Pattern JAVA_TEST = Pattern.compile("\\svoid (\\w+)\\(");
    private static final Pattern JAVA_ID = Pattern.compile("(?:^|_)" + KINDS + "(\\d+)(?=_)");
    private static final Pattern TS_TEST =
            Pattern.compile("\\b(?:test|it|describe)(?:\\.\\w+(?:\\([^)]*\\))?)*\\(\\s*[`'\"]([^`'\"]+)");
    private static final Pattern TS_ID = Pattern.compile("\\b" + KINDS + "-?(\\d+)\\b", Pattern.CASE_INSENSITIVE);

    @Test
    void everyRuleHasTests() throws IOException {
        Map<String, Map<String, Integer>> tests = new TreeMap<>();
        Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".java") && file.toString().contains("/src/test/")) {
                    count(file, JAVA_TEST, JAVA_ID, tests);
                } else if (name.endsWith(".test.ts")) {
                    count(file, TS_TEST, TS_ID, tests);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Set<String> rules = rules();
        writeTable(rules, tests);

        assertThat(rules)
                .hasSizeGreaterThan(30)
                .allSatisfy(rule -> assertThat(tests).as("tests of %s", rule).containsKey(rule));
    }

    private static Set<String> rules() throws IOException {
        Set<String> rules = new TreeSet<>();
        Matcher rule = RULE.matcher(Files.readString(PROJECT.resolve("docs/protocol.md")));
        while (rule.find()) {
            rules.add(rule.group(1));
        }
        return rules;
    }

    private static void count(Path file, Pattern test, Pattern id, Map<String, Map<String, Integer>> tests)
            throws IOException {
        String title = String.valueOf(file.getFileName()).replaceFirst("\\.(test\\.ts|java)$", "");
        Matcher names = test.matcher(Files.readString(file));
        while (names.find()) {
            Matcher ids = id.matcher(names.group(1));
            while (ids.find()) {
                String rule = ids.group(1).toUpperCase(Locale.ROOT) + "-" + ids.group(2);
                tests.computeIfAbsent(rule, _ -> new TreeMap<>()).merge(title, 1, Integer::sum);
            }
        }
    }

    private static void writeTable(Set<String> rules, Map<String, Map<String, Integer>> tests) throws IOException {
        List<String> lines = new ArrayList<>(List.of("| rule | tests | in |", "|---|---|---|"));
        for (String rule : rules) {
            Map<String, Integer> places = tests.getOrDefault(rule, Map.of());
            int all = places.values().stream().mapToInt(Integer::intValue).sum();
            List<String> texts = places.entrySet().stream()
                    .map(place -> place.getKey() + " " + place.getValue())
                    .toList();
            lines.add("| " + rule + " | " + all + " | " + String.join(", ", texts) + " |");
        }
        Path target = Path.of("target");
        Files.createDirectories(target);
        Files.write(target.resolve("rules.md"), lines);
    }
}
