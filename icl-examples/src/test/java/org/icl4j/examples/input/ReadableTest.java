package org.icl4j.examples.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.icl4j.attention.attend.Attention;
import org.icl4j.attention.attend.CrossAttention;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.ArrayPass;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.attention.train.Schedule;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeTile;
import org.icl4j.core.math.TileProducts;
import org.icl4j.kernels.GramGradient;
import org.icl4j.kernels.KernelFamily;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.nystrom.CentreSelection;
import org.junit.jupiter.api.Test;

/** A debugger or a log shows what a layer, a model, a solution is: none is printed as a class and a hash. */
class ReadableTest {

    /** Object's own text, also of an array inside a record. */
    private static final Pattern HASH = Pattern.compile("[\\w;]@[0-9a-f]{3,8}\\b");

    /** A function, or a stand-in of these tests: what a user writes prints as the user has it. */
    private static final Pattern USERS = Pattern.compile("\\S+\\$\\$Lambda\\S+|org\\.icl4j\\.examples\\.\\S+");

    /** The working memory of a computation under way, and what only ServiceLoader makes. */
    private static final List<Class<?>> UNSEEN = List.of(
            Layer.Pass.class,
            Score.Pass.class,
            Attention.Pass.class,
            CrossAttention.Pass.class,
            ArrayPass.class,
            Workspace.class,
            Optimiser.State.class,
            IterativeMethod.Iterates.class,
            TileProducts.class,
            TileProducts.Table.class,
            NativeTile.class,
            GramGradient.Weights.class,
            KernelFamily.Catalogue.class);

    @Test
    void nothingIsPrintedAsItsHash() {
        List<String> problems = new ArrayList<>();
        Set<Class<?>> fitted = new HashSet<>();
        int seen = 0;
        for (Class<?> type : PublicEntries.types()) {
            if (UNSEEN.stream().anyMatch(unseen -> unseen.isAssignableFrom(type))) {
                continue;
            }
            for (Object sample : Samples.receivers(type)) {
                if (UNSEEN.stream().anyMatch(unseen -> unseen.isInstance(sample))) {
                    continue;
                }
                seen++;
                check(type.getSimpleName(), sample, problems);
                if (sample instanceof InContextLearner<?> learner && fitted.add(learner.getClass())) {
                    check(type.getSimpleName() + ".fit", fit(learner), problems);
                }
            }
        }
        check("Schedule", Schedule.cosine(5, 0.1).warmedUp(2), problems);
        check("CentreSelection", CentreSelection.leverage(1, 2), problems);
        assertThat(problems).isEmpty();
        assertThat(seen).isGreaterThan(150);
    }

    /** The predictor of a context of the learner's width: its class may be one that no public method names. */
    private static Object fit(InContextLearner<?> learner) {
        for (int d = 2; d > 0; d--) {
            try {
                return learner.fit(Context.of(
                        Points.of(d == 2 ? new double[][] {{0, 1}, {2, 0.5}, {1, 3}} : new double[][] {{0}, {2}, {1}}),
                        Points.ofColumn("y", new double[] {1, 2, 3})));
            } catch (IllegalArgumentException | IllegalStateException e) {
                // Of another width.
            }
        }
        return "";
    }

    private static void check(String name, Object sample, List<String> problems) {
        String text = USERS.matcher(sample.toString()).replaceAll("");
        if (HASH.matcher(text).find() || text.length() > 2000) {
            problems.add(name + ": " + text);
        }
    }
}
