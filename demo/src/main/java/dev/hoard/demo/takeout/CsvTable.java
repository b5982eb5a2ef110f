package dev.hoard.demo.takeout;

import dev.hoard.demo.client.Json;
import dev.hoard.demo.client.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A file of comma separated values as RFC 4180 has it, with a header. */
public final class CsvTable {

    private static final String OTHER = "other";

    private final List<String> header;
    private final List<List<String>> rows;

    private CsvTable(List<String> header, List<List<String>> rows) {
        this.header = header;
        this.rows = rows;
    }

    /** @throws ProtocolViolation if a row has not as many cells as the header */
    public static CsvTable read(byte[] text) {
        List<List<String>> records = new Parser(new String(text, StandardCharsets.UTF_8)).records();
        if (records.isEmpty()) {
            throw new ProtocolViolation("EXP-1: a CSV file without a header");
        }
        List<String> header = records.getFirst();
        List<List<String>> rows = records.subList(1, records.size());
        rows.stream().filter(row -> row.size() != header.size()).findFirst().ifPresent(row -> {
            throw new ProtocolViolation(
                    "EXP-1: a row of %d cells under a header of %d: %s".formatted(row.size(), header.size(), row));
        });
        return new CsvTable(header, rows);
    }

    public int size() {
        return rows.size();
    }

    public String cell(int row, String column) {
        return rows.get(row).get(header.indexOf(column));
    }

    /**
     * Where a row tells otherwise than a document, by column. A text stands as it is, but for the apostrophe that keeps a
     * spreadsheet from reading it as a formula; everything else stands as JSON; absent is empty.
     */
    public List<String> differences(int row, ObjectNode document) {
        List<String> differences = new ArrayList<>();
        ObjectNode rest = document.deepCopy();
        IntStream.range(0, header.size()).forEach(column -> {
            String name = header.get(column);
            String cell = rows.get(row).get(column);
            if (!name.equals(OTHER) && !says(cell, rest.path(name))) {
                differences.add("/%s: %s became %s".formatted(name, rest.path(name), cell));
            }
            rest.remove(name);
        });
        if (!says(cell(row, OTHER), rest.isEmpty() ? rest.path("nothing") : rest)) {
            differences.add("/%s: %s became %s".formatted(OTHER, rest, cell(row, OTHER)));
        }
        return differences;
    }

    private static boolean says(String cell, JsonNode value) {
        if (value.isMissingNode()) {
            return cell.isEmpty();
        }
        if (value.isString()) {
            return (cell.startsWith("'") ? cell.substring(1) : cell).equals(value.asString());
        }
        return !cell.isEmpty()
                && Json.read(cell.getBytes(StandardCharsets.UTF_8)).equals(value);
    }

    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<List<String>> records() {
            List<List<String>> records = new ArrayList<>();
            while (at < text.length()) {
                records.add(line());
            }
            return records;
        }

        private List<String> line() {
            List<String> cells = new ArrayList<>();
            cells.add(cell());
            while (at < text.length() && text.charAt(at) == ',') {
                at++;
                cells.add(cell());
            }
            if (at < text.length() && !text.startsWith("\r\n", at)) {
                throw new ProtocolViolation("EXP-1: a line of CSV that does not end in CR LF, at character " + at);
            }
            at += 2;
            return cells;
        }

        private String cell() {
            return at < text.length() && text.charAt(at) == '"' ? quoted() : bare();
        }

        private String bare() {
            int begin = at;
            while (at < text.length() && ",\r".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(begin, at);
        }

        /** A quote inside is written twice. */
        private String quoted() {
            var cell = new StringBuilder();
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c != '"') {
                    cell.append(c);
                    continue;
                }
                if (at >= text.length() || text.charAt(at) != '"') {
                    return cell.toString();
                }
                cell.append('"');
                at++;
            }
            throw new ProtocolViolation("EXP-1: a quoted cell that does not end");
        }
    }
}
