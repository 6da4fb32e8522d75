package org.icl4j.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.RandomFeatureRidge;
import org.icl4j.solvers.stream.RowSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that have no rows, or change their width half-way. */
class RowsBadInputTest {

    /** A file of a header alone has nothing to learn from; a model of zeros would answer for it. */
    @Test
    void aSourceWithoutRows(@TempDir Path folder) throws IOException {
        RowSource none = RowSource.csv(Files.writeString(folder.resolve("none.csv"), "a,b,y\n"), "y");
        RandomFeatureRidge features = RandomFeatureRidge.of(RandomFourierFeatures.of(SmallData.KERNEL, 2, 6, 1), 0.5);
        for (ThrowingCallable fit : List.<ThrowingCallable>of(
                () -> features.fit(none),
                () -> features.withCentredTargets(true).fit(none),
                () -> NystromRidge.of(SmallData.KERNEL, 0.5, 10).fit(none))) {
            assertThatThrownBy(fit)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("source", "has no rows");
        }
    }

    /** The learner has no state: what it learns afterwards, and from a file that was mended, is what it would have learned. */
    @Test
    void aFileThatChangesWidthHalfWay(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("a,b,y\n");
        Randoms randoms = Randoms.of(1);
        for (int i = 0; i < 5000; i++) {
            text.append(randoms.gaussian())
                    .append(',')
                    .append(randoms.gaussian())
                    .append(",1\n");
        }
        Path good = Files.writeString(folder.resolve("good.csv"), text);
        int middle = text.indexOf("\n", text.length() / 2);
        long line = text.substring(0, middle).lines().count() + 1;
        text.insert(middle + 1, "1,2,3,4\n");
        Path bad = Files.writeString(folder.resolve("bad.csv"), text);

        NystromRidge learner = NystromRidge.of(SmallData.KERNEL, 0.5, 10);
        RandomFeatureRidge features = RandomFeatureRidge.of(RandomFourierFeatures.of(SmallData.KERNEL, 2, 6, 1), 0.5);
        double before = learner.fit(RowSource.csv(good, "y")).coefficients().get(0, 0);
        assertThatThrownBy(() -> learner.fit(RowSource.csv(bad, "y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("bad.csv", "line " + line, "4");
        assertThatThrownBy(() -> features.fit(RowSource.csv(bad, "y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("bad.csv", "line " + line, "4");
        assertThat(learner.fit(RowSource.csv(good, "y")).coefficients().get(0, 0))
                .isEqualTo(before);
        assertThat(folder).isDirectoryContaining("glob:**good.csv").isDirectoryNotContaining("glob:**.tmp");
    }
}
