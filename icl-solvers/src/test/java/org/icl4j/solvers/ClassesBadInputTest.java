package org.icl4j.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.solvers.classify.KernelLogistic;
import org.icl4j.solvers.classify.Labels;
import org.icl4j.solvers.classify.RidgeClassifier;
import org.icl4j.solvers.classify.TunedClassifier;
import org.junit.jupiter.api.Test;

/** Labels that lack a class. */
class ClassesBadInputTest {

    @Test
    void oneClassOnly() {
        Points x = SmallData.context(6, 1).inputs();
        Labels one = Labels.of(List.of("a", "a", "a", "a", "a", "a"));
        assertThatThrownBy(() -> KernelLogistic.of(SmallData.KERNEL, 1).fit(x, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("labels", "are of the class \"a\"", "two classes");
        assertThatThrownBy(() -> RidgeClassifier.of(SmallData.KERNEL, 1).fit(x, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("labels", "are of the class \"a\"", "two classes");
        assertThatThrownBy(() -> new TunedClassifier().fit(x, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("labels", "are of the class \"a\"", "two classes");
    }

    /** A fold that never saw a class cannot know it. */
    @Test
    void aClassThatNoRowOfAFoldHas() {
        Points x = SmallData.context(4, 1).inputs();
        Labels fold = Labels.among(List.of("a", "b", "a", "b"), List.of("a", "b", "c"));
        for (ThrowingCallable fit : List.<ThrowingCallable>of(
                () -> KernelLogistic.of(SmallData.KERNEL, 1).fit(x, fold),
                () -> RidgeClassifier.of(SmallData.KERNEL, 1).fit(x, fold),
                () -> new TunedClassifier().fit(x, fold))) {
            assertThatThrownBy(fit)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("labels", "no row is of", "c", "draw folds class by class");
        }
    }

    /** A class of one row is missing when that row is left out: its probability is small but no NaN leaves, and the model knows the class. */
    @Test
    void aClassThatIsMissingWhenItsRowIsLeftOut() {
        Context data = SmallData.context(21, 1);
        List<String> names = new ArrayList<>(SmallData.signs(data));
        names.set(4, "once");
        Labels labels = Labels.of(names);
        TunedClassifier.Choice choice = new TunedClassifier().choose(data.inputs(), labels);
        assertThat(choice.logLoss()).isFinite().isPositive();
        var model = new TunedClassifier().fit(choice, data.inputs(), labels);
        assertThat(model.classes()).containsExactly("minus", "once", "plus");
        double[] p = model.predict(data.inputs()).row(4);
        assertThat(p[0] + p[1] + p[2]).isCloseTo(1, within(1e-12));
        assertThat(p[1]).isPositive();
    }
}
