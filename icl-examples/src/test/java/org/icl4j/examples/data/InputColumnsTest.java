package org.icl4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.model.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputColumnsTest {

    private static final List<String> INPUTS = List.of("a", "colour");

    @TempDir
    private Path directory;

    private CsvTable table(String content) throws IOException {
        return CsvFile.open(Files.writeString(directory.resolve("t.csv"), content), CsvFormat.DEFAULT)
                .read(name -> name.equals("colour") ? CsvFile.Role.TEXT : CsvFile.Role.NUMBER);
    }

    @Test
    void textIsOneHotAndBlanksAreMeans() throws IOException {
        CsvTable train = table("colour,a,y\nred,1,1\n\"b,\nlue\",,2\nred,3,3\n?,5,4\n");

        InputColumns columns = InputColumns.of(train, INPUTS);

        assertThat(columns.coordinates()).containsExactly("a", "colour=b,\nlue", "colour=red");
        double third = 1.0 / 3;
        assertThat(columns.points(train).toRowMajor()).containsExactly(1, 0, 1, 3, 1, 0, 3, 0, 1, 5, third, 2 * third);
        // A row with missing values counts once, whatever the columns.
        assertThat(train.complete(Missing.DROP, INPUTS, List.of("y")).column("y"))
                .containsExactly(1, 3);
        assertThat(train.complete(Missing.MEAN, INPUTS, List.of("y"))).isSameAs(train);
        assertThatThrownBy(() -> train.complete(Missing.REFUSE, INPUTS, List.of("y")))
                .hasMessageContaining(
                        "missing in 2 of 4 rows, by column: \"a\" 1 (first in line 3), \"colour\" 1 (first in");
    }

    @Test
    void rowsWithoutATargetAreNeverFilled() throws IOException {
        CsvTable train = table("colour,a,y\nred,1,1\nblue,2,\n");
        assertThat(train.complete(Missing.MEAN, INPUTS, List.of("y")).column("a"))
                .containsExactly(1);
        assertThatThrownBy(() -> table("a,y\n1,\n").complete(Missing.DROP, List.of("a"), List.of("y")))
                .hasMessageContaining("no row is left without missing values in \"a\", \"y\"");
    }

    @Test
    void aModelKeepsThem() throws IOException {
        CsvTable train = table("colour,a,y\n\"re\"\"d\",1,1\n\" b,\nlue \",,2\nred,3,3\n");
        InputColumns columns = InputColumns.of(train, INPUTS);
        ModelFile model = columns.addTo(ModelFile.of("test"));
        Path file = directory.resolve("m");
        model.save(file);

        InputColumns loaded = InputColumns.of("m", ModelFile.load(file));

        assertThat(loaded.coordinates()).isEqualTo(columns.coordinates());
        assertThat(loaded.points(train)).isEqualTo(columns.points(train));
        assertThat(loaded.contents()).isEqualTo(model.names().stream().collect(java.util.stream.Collectors.toSet()));
        assertThatThrownBy(() -> InputColumns.of("m", model.with("levels.1", "red,red,blue\n")))
                .hasMessageContaining("m: its levels cannot be read");
        assertThatThrownBy(() -> InputColumns.of("m", model.with("columnMeans", new double[] {1})))
                .hasMessageContaining("do not fit together");
        assertThatThrownBy(() -> InputColumns.of("m", model.with("columnMeans", new double[9])))
                .hasMessageContaining("has 9 means of columns for 4 coordinates");
    }

    @Test
    void whatTheModelCannotKnowIsTold() throws IOException {
        InputColumns columns = InputColumns.of(table("colour,a,y\nred,7,1\nblue,7,2\n"), INPUTS);
        List<String> news = new ArrayList<>();

        CsvTable queries = table("colour,a,y\nred,7,1\ngreen,7,2\n,8,3\n");
        columns.warnOfNews(queries, news::add);

        assertThat(news).hasSize(2);
        assertThat(news.get(0)).contains("column \"a\" is 8.0 and was 7.0 in every training row");
        assertThat(news.get(1)).contains("column \"colour\" has \"green\", which the training rows do not have");
        assertThat(columns.points(queries).toRowMajor()).containsExactly(7, 0, 1, 7, 0, 0, 8, 0.5, 0.5);
    }

    @Test
    void namesAreNoCategories() throws IOException {
        StringBuilder text = new StringBuilder("colour,a,y\n");
        for (int i = 0; i < 100; i++) {
            text.append("name ").append(i % 60).append(",1,").append(i).append('\n');
        }
        CsvTable train = table(text.toString());
        assertThatThrownBy(() -> InputColumns.of(train, INPUTS))
                .hasMessageContaining(
                        "column \"colour\" has 60 different texts in 100 rows: names rather than categories");
        assertThatThrownBy(() -> InputColumns.of(table("colour,a,y\n,1,1\n,2,2\n"), INPUTS))
                .hasMessageContaining("column \"colour\" has no values; leave it out with --ignore");
    }
}
