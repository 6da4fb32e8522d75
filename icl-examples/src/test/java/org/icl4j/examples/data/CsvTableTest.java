package org.icl4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableTest {

    @TempDir
    private Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("t.csv"), content);
    }

    @Test
    void readsNumbersUnderNames() throws IOException {
        CsvTable table = CsvTable.read(file("a,\"b,c\", y \n1,2.5,-3e-2\n\n\"4\", 5 ,.6\n"));

        assertThat(table.names()).containsExactly("a", "b,c", "y");
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.column("y")).containsExactly(-3e-2, .6);
        assertThat(table.columns(List.of("b,c", "a")).toRowMajor()).containsExactly(2.5, 1, 5, 4);
        assertThat(table.has("b")).isFalse();
    }

    @Test
    void skipsAByteOrderMark() throws IOException {
        assertThat(CsvTable.read(file("\uFEFFa,y\n1,2\n")).names()).containsExactly("a", "y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,y\\n1,2\\n3,x4\\n | t.csv:3: column \"y\" is \"x4\", expected a number; correct it, or leave out the row",
                "a,y\\n1,\\n | t.csv: values are missing in 1 of 1 row, by column: \"y\" 1 (first in line 2)",
                "a,y\\n1,\\nna,2\\n3,4\\n,NaN\\n | missing in 3 of 4 rows, by column: \"a\" 2 (first in line 3), \"y\" 2 (first in line 2)",
                "a,y\\n1,?\\n | --missing drop leaves these rows out, --missing mean fills in the column's mean",
                "a,y\\n-Infinity,1\\n | t.csv:2: column \"a\" is \"-Infinity\", expected a finite number",
                "a,y\\n1e999,1\\n | t.csv:2: column \"a\" is \"1e999\", expected a finite number",
                "a,y\\n1d,1\\n | t.csv:2: column \"a\" is \"1d\", expected a number",
                "a,y\\n0x1p3,1\\n | t.csv:2: column \"a\" is \"0x1p3\", expected a number",
                "a,y\\n\"1,5\",1\\n | is \"1,5\", expected a number; where the decimal sign is a comma, give --decimal-comma",
                "a,y\\n\"1,234.5\",1\\n | is \"1,234.5\", expected a number; write it without signs between its thousands",
                "a,y\\n1\\u00a0234,1\\n | is \"1\\u00a0234\", expected a number; write it without signs between its thousands",
                "a,y\\n\\u200b3,1\\n | is \"\\u200b3\", expected a number; take out what is not seen",
                "a,y\\n3\\u00a0,1\\n | is \"3\\u00a0\", expected a number; take out what is not seen",
                "a,y\\nNA\\u00a0,1\\n | is \"NA\\u00a0\", expected a number; take out what is not seen",
                "a,y\\n\\u00a0,1\\n | is \"\\u00a0\", expected a number; take out what is not seen",
                "a,y\\nx\\u00a0,1\\n | is \"x\\u00a0\", expected a number; correct it",
                "a,y\\n1,2\\n1,2,3\\n | t.csv:3: 3 fields, expected 2 as in the header",
                "a,y\\n1\\n | t.csv:2: 1 field, expected 2 as in the header",
                "a,y\\n1,2\\n# three\\n | t.csv:3: 1 field, expected 2 as in the header; if the line is a comment, give --comment \"#\"",
                "# made by hand\\na,y\\n1,2\\n | t.csv: the header begins with \"# made by hand\", which looks like a comment; give --comment \"#\"",
                "a,y\\n | t.csv: no rows below the header",
                "\\n\\n | t.csv: is empty, expected a header row",
                "sep=;\\n | t.csv: is empty below the line \"sep=\"",
                "a,a\\n1,2\\n | t.csv: the header has two columns named \"a\"",
                "a,\\n1,2\\n | t.csv: column 2 has no name in the header; name it, or leave it out with --ignore \"#2\"",
                "1,2\\n3,4\\n | t.csv: the first line holds numbers, expected a header row",
                "a;y\\n3;4\\n | t.csv: fields are separated by ';', expected ','; give --separator \";\"",
                "a\\ty\\n3\\t4\\n | t.csv: fields are separated by tabs, expected ','; give --separator tab",
                "x,y\\n1,2\\n2,\"4\\n3,6\\n | t.csv: a quote is opened and never closed (record starting at line 3)",
                "x,y\\n1,\"2\"3\\n | t.csv: not a CSV file: Unexpected character after closing quote: '3' (0x33) (record starting at line 2)",
            })
    void saysWhereAFileIsBad(String content, String message) throws IOException {
        Path file = file(unescaped(content));

        assertThatThrownBy(() -> CsvTable.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\u00a0", "\u00a0")
                .replace("\\u200b", "\u200b");
    }

    @Test
    void readsOnlyTheColumnsThatAreWanted() throws IOException {
        Path file = file("id,a,note,y\nx,1,,2\ny,3,text,4\n");

        CsvTable table = CsvTable.read(file, name -> name.length() == 1);

        assertThat(table.names()).containsExactly("a", "y");
        assertThat(table.column("y")).containsExactly(2, 4);
        assertThatThrownBy(() -> table.column("note")).hasMessageContaining("the columns are id, a, note, y");
        assertThatThrownBy(() -> CsvTable.read(file, name -> false))
                .hasMessageContaining("has none of the columns asked for; the columns are id, a, note, y");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Path file = file("");

        assertThatThrownBy(() -> CsvTable.read(file)).hasMessageContaining("t.csv: is empty, expected a header row");
    }

    @Test
    void refusesWhatIsNotAFile() {
        assertThatThrownBy(() -> CsvTable.read(directory)).hasMessageContaining("is a directory");
        assertThatThrownBy(() -> CsvTable.read(directory.resolve("none.csv"))).hasMessageContaining("no such file");
    }

    @Test
    void namesTheColumnsThereAre() throws IOException {
        CsvTable table = CsvTable.read(file("a,y\n1,2\n"));

        assertThatThrownBy(() -> table.column("z")).hasMessageContaining("no column \"z\"; the columns are a, y");
    }

    @Test
    void refusesAConstantTarget() throws IOException {
        CsvTable table = CsvTable.read(file("a,y\n1,2\n3,2\n"));

        assertThatThrownBy(() -> table.target("y")).hasMessageContaining("\"y\" is constant (all 2 rows are 2.0)");
        assertThat(table.target("a")).containsExactly(1, 3);
    }
}
