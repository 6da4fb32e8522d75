package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.icl4j.examples.cli.CommandLineFixture.icl;
import static org.icl4j.examples.cli.CommandLineFixture.waves;
import static org.icl4j.examples.cli.CommandLineFixture.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.icl4j.solvers.ridge.KernelRidge;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every error is one line on standard error with exit code 2, and leaves no file behind. */
class BadInputTest {

    @TempDir
    private Path directory;

    private Path train = Path.of("");

    @BeforeEach
    void writeData() {
        train = waves(directory.resolve("train.csv"), 20, 1);
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        try (var files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.equals("train.csv") || name.equals("bad.csv"));
        }
    }

    private Path bad(String content) {
        return write(directory.resolve("bad.csv"), content);
    }

    private static String krr(Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "krr";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return icl(all).failed();
    }

    @Test
    void files() {
        assertThat(krr("--train", directory.resolve("none.csv"))).contains("none.csv: no such file");
        assertThat(krr("--train", bad("a,y\n1,2\n3,four\n"))).contains("bad.csv:3: column \"y\" is \"four\"");
        assertThat(krr("--train", bad("a,y\n1,2\n3\n"))).contains("bad.csv:3: 1 field, expected 2");
        assertThat(krr("--train", bad("a,y\n1,2\n,3\n")))
                .contains("bad.csv: values are missing in 1 of 2 rows, by column: \"a\" 1 (first in line 3)");
        assertThat(krr("--train", bad("a,y\n1,2\nnan,3\n"))).contains("\"a\" 1 (first in line 3)");
        assertThat(krr("--train", bad("a,y\n1,2\n1e308,3\n")))
                .contains("bad.csv:3: column \"a\" is \"1e308\", expected at most 1e150");
        assertThat(krr("--train", bad("a,y\n"))).contains("bad.csv: no rows");
        assertThat(krr("--train", bad("a,y\n1,5\n2,5\n"))).contains("\"y\" is constant (all 2 rows are 5.0)");
        assertThat(krr("--train", bad("a,y\n1,5\n"))).contains("\"y\" is constant (the only row is 5.0)");
        assertThat(krr("--train", bad("a,b,y\n7,3,1\n7,3,2\n")))
                .contains("every column beside the target \"y\" is constant");
        assertThat(krr("--train", bad("y\n1\n2\n"))).contains("no column beside the target \"y\"");
        assertThat(krr("--train", train, "--test", bad("a,c,y\n1,2,3\n")))
                .contains("no column \"b\", which the model reads; the columns are a, c, y");
        assertThat(krr("--train", train, "--test", bad("a,b\n1,2\n"))).contains("no column \"y\"");
        assertThat(krr("--train", train, "--target", "z"))
                .contains("no column \"z\" for --target; the columns are a, b, y");
    }

    @Test
    void options() {
        assertThat(krr()).contains("Missing required option: '--train=FILE'").contains("see icl krr --help");
        assertThat(krr("--train", train, "--ridge", "lots")).contains("--ridge").contains("lots");
        assertThat(krr("--train", train, "--ridge", -1)).contains("--ridge: must be at least 0 and finite, got -1.0");
        assertThat(krr("--train", train, "--length-scale", 0)).contains("--length-scale: must be positive");
        assertThat(krr("--train", train, "--length-scale", "NaN")).contains("--length-scale: must be positive");
        assertThat(krr("--train", train, "--kernel", "gausian(1)")).contains("gausian");
        assertThat(krr("--train", train, "--kernel", "gaussian(-1)")).contains("-1");
        assertThat(krr("--train", train, "--kernel", "linear", "--length-scale", 1))
                .contains("--length-scale goes with");
        assertThat(krr("--train", train, "--method", "magic")).contains("magic");
        assertThat(krr("--train", train, "--rigde", 1)).contains("'--rigde'").contains("did you mean --ridge");
        assertThat(krr("--train", train, "--ignore", "a,z,u"))
                .contains("no column \"z\", \"u\" for --ignore; the columns are a, b, y");
        assertThat(krr("--train", train, "--ignore", "y", "--target", "y")).contains("--ignore: \"y\" is the target");
        assertThat(krr("--train", "")).contains("'--train': the file's name is empty");
        assertThat(krr("--train", "a\u0000b")).contains("is no file name in this locale");
        assertThat(icl("frobnicate").failed()).contains("frobnicate");
        assertThat(icl("learned-kernel").failed()).contains("did you mean icl run learned-kernel?");
    }

    @Test
    void outputs() throws IOException {
        assertThat(krr("--train", train, "--model", directory.resolve("none/m")))
                .contains("no directory");
        assertThat(krr("--train", train, "--model", directory)).contains("is a directory");
        assertThat(krr("--train", train, "--plot", directory.resolve("p.gif"))).contains("written as .png or .svg");
        String before = Files.readString(train);
        assertThat(krr("--train", train, "--predictions", train)).contains("is named twice");
        assertThat(train).hasContent(before);
    }

    @Test
    void ridgeZeroOnDuplicateRows() {
        Path twice = bad("a,y\n1,2\n1,3\n2,5\n");

        assertThat(krr("--train", twice, "--length-scale", 1, "--ridge", 0)).contains("not positive definite");
    }

    @Test
    void tooManyRowsAreRefusedBeforeAllocating() {
        StringBuilder text = new StringBuilder("a,y\n");
        for (int i = 0; i < 2_000_000; i++) {
            text.append(i).append(',').append(i % 7).append('\n');
        }
        // 8 n^2 = 32 TB.
        assertThat(krr("--train", bad(text.toString()), "--length-scale", 1, "--ridge", 1, "--method", "cholesky"))
                .contains("the 2000000 x 2000000 kernel matrix")
                .contains("(32000000000000 bytes)")
                .contains("train on fewer rows");
    }

    @Test
    void models() throws IOException {
        assertThat(icl("predict", "--model", directory.resolve("none"), "--data", train)
                        .failed())
                .contains("no such file");
        assertThat(icl("predict", "--model", train, "--data", train).failed()).contains("train.csv");
        assertThat(icl("predict", "--model", directory, "--data", train).failed())
                .startsWith("icl: cannot read")
                .contains("it is a directory");
        Path own = directory.resolve("bad.csv");
        KernelRidge.of((x, z) -> 1 + x[0] * z[0], 1)
                .fit(new double[][] {{1}, {2}}, new double[] {1, 2})
                .save(own);
        assertThat(icl("predict", "--model", own, "--data", train).failed())
                .contains("bad.csv: holds a model of a kernel without a text form, which is code of the program")
                .contains("KernelRidgeModel.load(path, kernel)");
        assertThat(icl("predict", "--model", train).failed()).contains("Missing required option: '--data=FILE'");
    }

    @Test
    void experiments() {
        assertThat(icl("run", "learned-kernal").failed())
                .contains("no experiment \"learned-kernal\"; did you mean learned-kernel?");
        assertThat(icl("run", "zzz").failed()).contains("\"icl list\" shows those there are");
        assertThat(icl("run", "learned-kernel", "--out", train).failed()).contains("train.csv: cannot be written");
        assertThat(icl("run").failed()).contains("NAME");
    }
}
