package dev.hoard.export.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records as CSV (RFC 4180): scalars as they are, anything nested as JSON text, what has no column together in the last
 * one. A value that is absent is an empty cell without quotes, an empty text one with quotes.
 */
final class CsvFile implements RecordFile {

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setQuoteMode(QuoteMode.ALL_NON_NULL).get();

    private final CSVPrinter rows;
    private final CsvColumns columns;

    CsvFile(OutputStream out, CsvColumns columns) throws IOException {
        this.rows = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), FORMAT);
        this.columns = columns;
        rows.printRecord(columns.header());
    }

    @Override
    public void add(ObjectNode item) throws IOException {
        List<@Nullable String> cells = new ArrayList<>();
        for (String name : columns.named()) {
            cells.add(cell(item.get(name)));
        }
        ObjectNode other = columns.others(item);
        cells.add(other.isEmpty() ? null : cell(other));
        rows.printRecord(cells);
    }

    @Override
    public void finish() throws IOException {
        rows.flush();
    }

    private static @Nullable String cell(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isString()) {
            return CsvText.neutral(value.asString());
        }
        // Only a text can start a formula: JSON begins with a bracket, and the minus sign of a number is just that.
        return value.toString();
    }
}
