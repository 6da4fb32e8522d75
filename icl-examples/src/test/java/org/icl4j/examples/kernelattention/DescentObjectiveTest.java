package org.icl4j.examples.kernelattention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Randoms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DescentObjectiveTest {

    private static final double[] PARAMETERS = {0.2, 0.3, 0.1, 0.8};

    @ParameterizedTest
    @EnumSource(Mixing.class)
    void hasTheGradientOfCentralDifferences(Mixing mixing) {
        SphereContext[] batch = {
            SphereContext.draw(Mixing.EXPONENTIAL, Randoms.of(1)), SphereContext.draw(Mixing.RELU, Randoms.of(2))
        };

        assertThat(GradientCheck.standard()
                        .compare(DescentObjective.of(mixing, 3), PARAMETERS, batch)
                        .error())
                .isLessThan(1e-7);
    }

    /** The layers as they run: z := z - r A z, f := f + r a'z, on the targets of each unit vector. */
    @ParameterizedTest
    @EnumSource(Mixing.class)
    void isTheRiskOfTheLayersAnswers(Mixing mixing) {
        int n = SphereContext.SIZE;
        SphereContext context = SphereContext.draw(Mixing.EXPONENTIAL, Randoms.of(3));
        double[][] a = new double[n + 1][n];
        for (int i = 0; i <= n; i++) {
            mixing.weights(context.inner()[i], PARAMETERS[3], a[i]);
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
        DataParallel<SphereContext[]> objective = DescentObjective.of(mixing, 3);

        assertThat(objective.lossAndGradient(PARAMETERS, new SphereContext[] {context}, new double[4]))
                .isCloseTo(risk, within(1e-12 * Math.max(1, risk)));
    }
}
