package dev.hoard.demo.takeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.demo.client.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CsvTableTest {

    private static final String HEADER = "\"id\",\"name\",\"ac\",\"tags\",\"other\"\r\n";

    @Test
    void exp1_aRowTellsItsDocument() {
        assertThat(differences(
                        "\"a\",\"'=Owl\"\"bear,\r\nlarge\",\"13\",\"[\"\"x\"\"]\",\"{\"\"extra\"\":1}\"\r\n",
                        "{\"id\":\"a\",\"name\":\"=Owl\\\"bear,\\r\\nlarge\",\"ac\":13,\"tags\":[\"x\"],\"extra\":1}"))
                .isEmpty();
    }

    @Test
    void exp1_everyColumnThatTellsOtherwiseIsNamed() {
        assertThat(differences(
                        "a,Owlbear,14,,\r\n", "{\"id\":\"a\",\"name\":\"Owl\",\"ac\":13,\"tags\":[],\"extra\":1}"))
                .extracting(difference -> difference.substring(0, difference.indexOf(':')))
                .containsExactly("/name", "/ac", "/tags", "/other");
    }

    @Test
    void exp1_aNumberIsNotAText() {
        assertThat(differences("a,13,\"13\",,\r\n", "{\"id\":\"a\",\"name\":\"13\",\"ac\":13}"))
                .isEmpty();
        assertThat(differences("a,13,\"13\",,\r\n", "{\"id\":\"a\",\"name\":\"13\",\"ac\":14}"))
                .hasSize(1);
    }

    @Test
    void exp1_tornRowsAreRefused() {
        assertThatThrownBy(() -> read("a,b\r\n")).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> read("a,\"b,c,d,e\r\n")).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> read("a,\"b\"c,,,\r\n")).isInstanceOf(ProtocolViolation.class);
    }

    private static List<String> differences(String row, String document) {
        ObjectNode expected = JsonMapper.shared().readTree(document).asObject();
        return read(row).differences(0, expected);
    }

    private static CsvTable read(String rows) {
        return CsvTable.read((HEADER + rows).getBytes(StandardCharsets.UTF_8));
    }
}
