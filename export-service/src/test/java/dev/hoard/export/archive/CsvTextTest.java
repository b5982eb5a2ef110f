package dev.hoard.export.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A", "'=1", "'"})
    void exp1_aTextThatCouldStartAFormulaIsNeutralAndCanBeReadBack(String text) {
        String cell = CsvText.neutral(text);

        assertThat(cell).startsWith("'");
        assertThat(cell.substring(1)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Goblin", "a=b", " =1", "1-2", "\"quoted\""})
    void exp1_anyOtherTextStaysAsItIs(String text) {
        assertThat(CsvText.neutral(text)).isEqualTo(text);
    }
}
