package org.icl4j.examples.kernelattention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DescentObjectiveTest {

    private static final double[] PARAMETERS = {0.2, 0.3, 0.1, 0.8};
    private static final double[] TWO_HEADS = {0.05, 0.2, 0.04, 0.3, 0.06, 0.1, 0.8, 1.2};

    @ParameterizedTest
    @EnumSource(Mixing.class)
    void hasTheGradientOfCentralDifferences(Mixing mixing) {
        SphereContext[] batch = {
            SphereContext.draw(Heads.one(Mixing.EXPONENTIAL), Randoms.of(1)),
            SphereContext.draw(Heads.one(Mixing.RELU), Randoms.of(2))
        };

        assertThat(GradientCheck.standard()
                        .compare(DescentObjective.of(Heads.one(mixing), 3), PARAMETERS, batch)
                        .error())
                .isLessThan(1e-7);
    }

    @Test
    void twoHeadsHaveTheGradientOfCentralDifferences() {
        SphereContext[] batch = {
            SphereContext.draw(Heads.COMBINATION, Randoms.of(1)), SphereContext.draw(Heads.BOTH, Randoms.of(2))
        };
        for (Heads heads : List.of(Heads.COMBINATION, Heads.BOTH)) {
            assertThat(GradientCheck.standard()
                            .compare(DescentObjective.of(heads, 3), TWO_HEADS, batch)
                            .error())
                    .isLessThan(1e-7);
        }
    }

    /** Two layers of two heads in plain loops: each adds its own step. */
    @Test
    void twoHeadsAreTheRiskOfTheirLayersAnswers() {
        int n = SphereContext.SIZE;
        SphereContext context = SphereContext.draw(Heads.COMBINATION, Randoms.of(3));
        double[][] x = SphereContext.points(Randoms.of(3));
        double[] s = new double[n];
        for (int unit = 0; unit < n; unit++) {
            double[] z = new double[n + 1];
            z[unit] = 1;
            for (int l = 0; l < 3; l++) {
                double[] next = z.clone();
                for (int i = 0; i <= n; i++) {
                    for (int j = 0; j < n; j++) {
                        double first = x[i][0] * x[j][0] + x[i][1] * x[j][1];
                        double rest = x[i][2] * x[j][2] + x[i][3] * x[j][3] + x[i][4] * x[j][4];
                        double weight = TWO_HEADS[2 * l] * Math.exp(TWO_HEADS[6] * first) + TWO_HEADS[2 * l + 1] * rest;
                        next[i] -= weight * z[j];
                    }
                }
                z = next;
            }
            s[unit] = -z[n];
        }
        double risk = context.risk(s, new double[n]);

        assertThat(DescentObjective.of(Heads.COMBINATION, 3)
                        .lossAndGradient(TWO_HEADS, new SphereContext[] {context}, new double[8]))
                .isCloseTo(risk, within(1e-12 * Math.max(1, risk)));
    }

    /** The layers as they run: z := z - r A z, f := f + r a'z, on the targets of each unit vector. */
    @ParameterizedTest
    @EnumSource(Mixing.class)
    void isTheRiskOfTheLayersAnswers(Mixing mixing) {
        int n = SphereContext.SIZE;
        SphereContext context = SphereContext.draw(Heads.one(Mixing.EXPONENTIAL), Randoms.of(3));
        double[][] a = new double[n + 1][n];
        for (int i = 0; i <= n; i++) {
            mixing.weights(context.products(Head.Part.ALL)[i], PARAMETERS[3], a[i]);
        }
        double[] s = new double[n];
        for (int unit = 0; unit < n; unit++) {
            double[] z = new double[n + 1];
            z[unit] = 1;
            for (int l = 0; l < 3; l++) {
                double[] next = z.clone();
                for (int i = 0; i <= n; i++) {
                    for (int j = 0; j < n; j++) {
                        next[i] -= PARAMETERS[l] * a[i][j] * z[j];
                    }
                }
                z = next;
            }
            s[unit] = -z[n];
        }
        double risk = context.risk(s, new double[n]);
        DataParallel<SphereContext[]> objective = DescentObjective.of(Heads.one(mixing), 3);

        assertThat(objective.lossAndGradient(PARAMETERS, new SphereContext[] {context}, new double[4]))
                .isCloseTo(risk, within(1e-12 * Math.max(1, risk)));
    }

    /** The library's attention, its score the kernel c -> exp(c x'z) or the inner product, whose values are the slots z. */
    @ParameterizedTest
    @EnumSource(
            value = Mixing.class,
            names = {"LINEAR", "EXPONENTIAL", "SOFTMAX"})
    void isTheRiskOfTheLibrarysLayers(Mixing mixing) {
        int n = SphereContext.SIZE;
        int d = SphereContext.WIDTH;
        SphereContext context = SphereContext.draw(Heads.one(Mixing.EXPONENTIAL), Randoms.of(4));
        double[][] x = SphereContext.points(Randoms.of(4));
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Score score = mixing == Mixing.EXPONENTIAL
                ? Score.kernel(new ExponentialDotProduct(PARAMETERS[3]))
                : Score.dotProduct(mixing == Mixing.SOFTMAX ? PARAMETERS[3] : 1);
        MultiHeadAttention attention = MultiHeadAttention.single(d + 1, d, 1)
                .score(score)
                .normaliser(mixing == Mixing.SOFTMAX ? Normaliser.softmax() : Normaliser.none())
                .add(builder, "attention");
        double[] weights = new double[builder.build().size()];
        double[][] inputs = new double[d][d + 1];
        for (int j = 0; j < d; j++) {
            inputs[j][j] = 1;
        }
        attention.queryWeight(0).write(inputs, weights);
        attention.keyWeight(0).write(inputs, weights);
        double[][] slot = new double[1][d + 1];
        slot[0][d] = 1;
        attention.valueWeight(0).write(slot, weights);
        Sequences shape = new Sequences(1, n + 1, n);
        double[] s = new double[n];
        for (int unit = 0; unit < n; unit++) {
            double[] tokens = new double[(n + 1) * (d + 1)];
            for (int i = 0; i <= n; i++) {
                System.arraycopy(x[i], 0, tokens, i * (d + 1), d);
            }
            tokens[unit * (d + 1) + d] = 1;
            for (int l = 0; l < 3; l++) {
                double[] step = attention.pass().forward(weights, tokens, shape);
                for (int i = 0; i <= n; i++) {
                    tokens[i * (d + 1) + d] -= PARAMETERS[l] * step[i];
                }
            }
            s[unit] = -tokens[n * (d + 1) + d];
        }
        double risk = context.risk(s, new double[n]);

        assertThat(DescentObjective.of(Heads.one(mixing), 3)
                        .lossAndGradient(PARAMETERS, new SphereContext[] {context}, new double[4]))
                .isCloseTo(risk, within(1e-12 * Math.max(1, risk)));
    }
}
