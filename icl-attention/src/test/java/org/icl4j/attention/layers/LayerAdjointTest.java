package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.icl4j.attention.attend.Axis;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Of every layer: the adjoint identity, and the output at selected tokens against the whole output. */
class LayerAdjointTest {

    /** Central differences at a step of noise^(1/3) leave noise^(2/3) = 4e-11 of the output; gradients here are of its size. */
    private static final double RELATIVE = 1e-8;

    /** Sums of the same numbers in another order, of at most a few hundred terms. */
    private static final double ROUNDING = 1e-12;

    private static final VectorMath MATH = VectorMath.scalar();

    /** A layer with weights, an input, and a direction of its output. */
    private static final class Setting {

        final Layer layer;
        final int size;
        final double[] parameters;
        final double[] input;
        final double[] u;

        Setting(Layer layer, int size, double[] parameters, double[] input, double[] u) {
            this.layer = layer;
            this.size = size;
            this.parameters = parameters;
            this.input = input;
            this.u = u;
        }
    }

    private static Setting setting(LayerGradientTest.Case testCase, Sequences shape) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer layer = testCase.layer().apply(builder);
        int size = builder.build().size();
        Randoms randoms = Randoms.of(8).split(testCase.name());
        double[] parameters = randoms.gaussians(size);
        for (int i = 0; i < size; i++) {
            parameters[i] *= 0.5;
        }
        double[] input = LayerGradientTest.awayFromZero(randoms, shape.rows() * layer.inputWidth());
        return new Setting(layer, size, parameters, input, randoms.gaussians(shape.rows() * layer.outputWidth()));
    }

    private static Stream<DynamicTest> everywhere(String what, BiConsumer<LayerGradientTest.Case, Sequences> check) {
        return LayerGradientTest.CASES.stream()
                .map(c -> DynamicTest.dynamicTest(
                        c.name() + ": " + what, () -> LayerGradientTest.SHAPES.forEach(s -> check.accept(c, s))));
    }

    // J is the Jacobian in parameters and input together, v a random direction of both: J v by a central difference.
    @TestFactory
    Stream<DynamicTest> theBackwardPassIsTheAdjointOfTheDerivative() {
        Sequences tables = new Sequences(2, 12, 6); // four rows of three cells, two of them context
        return Stream.concat(
                everywhere("<J v, u> = <v, J' u>", LayerAdjointTest::adjoint),
                Stream.of(Axis.rows(3), Axis.columns(3))
                        .map(axis -> DynamicTest.dynamicTest("along " + axis, () -> {
                            adjoint(
                                    new LayerGradientTest.Case(
                                            "along " + axis,
                                            b -> MultiHeadAttention.of(4, 2)
                                                    .along(axis)
                                                    .add(b, "a")),
                                    tables);
                        })));
    }

    private static void adjoint(LayerGradientTest.Case testCase, Sequences shape) {
        Setting s = setting(testCase, shape);
        Randoms randoms = Randoms.of(9).split(testCase.name());
        double[] dp = randoms.gaussians(s.size);
        double[] dx = randoms.gaussians(s.input.length);
        Layer.Pass pass = s.layer.pass();
        pass.forward(s.parameters, s.input, shape);
        double[] gradient = new double[s.size];
        double[] inputGradient = pass.backward(s.parameters, s.u, gradient);
        double right = MATH.dot(dp, 0, gradient, 0, s.size) + MATH.dot(dx, 0, inputGradient, 0, dx.length);
        double h = Math.cbrt(Math.ulp(1.0)) / 4;
        double[] up = pass.forward(moved(s.parameters, h, dp), moved(s.input, h, dx), shape)
                .clone();
        double[] down = pass.forward(moved(s.parameters, -h, dp), moved(s.input, -h, dx), shape);
        double left = 0;
        double size = 0;
        for (int i = 0; i < s.u.length; i++) {
            double slope = (up[i] - down[i]) / (2 * h);
            left += slope * s.u[i];
            size += Math.abs(slope * s.u[i]) + Math.abs(up[i] * s.u[i]);
        }
        assertThat(Math.abs(left - right))
                .as("%s on %s", testCase.name(), shape)
                .isLessThan(RELATIVE * size + 1e-12);
    }

    private static double[] moved(double[] x, double h, double[] v) {
        double[] y = x.clone();
        MATH.axpy(h, v, 0, y, 0, y.length);
        return y;
    }

    @TestFactory
    Stream<DynamicTest> selectedTokensGetWhatTheyGetAmongAll() {
        return everywhere("output at selected tokens", (testCase, shape) -> {
            int last = shape.length() - 1;
            check(testCase, shape, new Selection(last, 1, 1));
            check(testCase, shape, Selection.range(0, shape.length()));
            check(testCase, shape, new Selection(last % 2, last / 2 + 1, 2));
        });
    }

    @TestFactory
    Stream<DynamicTest> targetsOfATableGetWhatTheyGetAmongAllCells() {
        Sequences tables = new Sequences(2, 15, 9); // five rows of three cells, three of them context
        return Stream.of(Axis.rows(3), Axis.columns(3))
                .map(axis -> DynamicTest.dynamicTest(axis.toString(), () -> {
                    LayerGradientTest.Case block = new LayerGradientTest.Case(
                            "post-norm block along " + axis,
                            b -> Sequential.of(
                                    Residual.of(MultiHeadAttention.of(4, 2)
                                            .along(axis)
                                            .add(b, "a")),
                                    Normalisation.layer(b, "n", 4),
                                    Residual.of(Mlp.gelu(b, "mlp", 4, 6))));
                    check(block, tables, new Selection(11, 2, 3));
                    check(block, tables, new Selection(14, 1, 1));
                    check(block, tables, Selection.range(9, 6));
                }));
    }

    @Test
    void whatIsReadIsPassedDownThroughBlocksOfATable() {
        Sequences tables = new Sequences(2, 15, 9);
        LayerGradientTest.Case blocks = new LayerGradientTest.Case("two blocks along rows and columns", b -> {
            Layer[] layers = new Layer[8];
            for (int i = 0; i < layers.length; i += 4) {
                ParameterLayout.Builder scope = b.scope("block" + i);
                layers[i] = Residual.of(
                        MultiHeadAttention.of(4, 2).along(Axis.rows(3)).add(scope, "columns"));
                layers[i + 1] = Normalisation.layer(scope, "first", 4);
                layers[i + 2] = Residual.of(
                        MultiHeadAttention.of(4, 2).along(Axis.columns(3)).add(scope, "rows"));
                layers[i + 3] = Mlp.gelu(scope, "mlp", 4, 6);
            }
            return Sequential.of(layers);
        });
        check(blocks, tables, new Selection(11, 2, 3));
        check(blocks, tables, new Selection(14, 1, 1));
        check(blocks, tables, Selection.range(9, 6));
        Layer attend = MultiHeadAttention.of(4, 2).along(Axis.columns(3)).add(ParameterLayout.builder(), "rows");
        assertThat(attend.narrowed(new Selection(11, 2, 3), tables))
                .extracting(Layer.Narrowed::read)
                .isEqualTo(new Selection(2, 5, 3));
        assertThat(attend.narrowed(Selection.range(9, 6), tables)).isNull();
    }

    /** The first cell is asked for by the same selection of the table and of its column, which only the first of these shapes lets be read alone. */
    @Test
    void aPassServesShapesThatLetLessAndMoreBeRead() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer attend = MultiHeadAttention.of(4, 2).along(Axis.columns(3)).add(builder, "rows");
        Layer both = Sequential.of(Normalisation.layer(builder, "first", 4), attend);
        double[] parameters = Randoms.of(1).gaussians(builder.build().size());
        Selection first = Selection.range(0, 1);
        Layer.Pass used = both.pass(first);
        for (Sequences shape : new Sequences[] {
            new Sequences(2, 15, 9),
            new Sequences(2, 15, Visibility.prefixes(6, 9)),
            new Sequences(2, 12, 9),
            new Sequences(2, 15, 6)
        }) {
            double[] input = Randoms.of(2).gaussians(shape.rows() * 4);
            double[] output = both.pass().forward(parameters, input, shape);
            double[] expected = new double[2 * 4];
            first.gather(shape, 4, output, expected);
            assertThat(Arrays.copyOf(used.forward(parameters, input, shape), expected.length))
                    .as("%s", shape)
                    .isEqualTo(expected);
        }
    }

    private static void check(LayerGradientTest.Case testCase, Sequences shape, Selection wanted) {
        Setting s = setting(testCase, shape);
        int o = s.layer.outputWidth();
        int rows = shape.count() * wanted.count();
        double[] few = Arrays.copyOf(s.u, rows * o);
        double[] all = new double[shape.rows() * o];
        wanted.scatter(shape, o, few, all);

        Layer.Pass whole = s.layer.pass();
        double[] output = new double[rows * o];
        wanted.gather(shape, o, whole.forward(s.parameters, s.input, shape), output);
        double[] gradient = new double[s.size];
        double[] inputGradient = whole.backward(s.parameters, all, gradient);

        Layer.Pass selecting = s.layer.pass(wanted);
        assertThat(Arrays.copyOf(selecting.forward(s.parameters, s.input, shape), rows * o))
                .as("%s on %s at %s", testCase.name(), shape, wanted)
                .isEqualTo(output);
        double[] ownGradient = new double[s.size];
        double[] ownInputGradient = selecting.backward(s.parameters, few, ownGradient);
        close(ownGradient, gradient, s.size);
        close(ownInputGradient, inputGradient, inputGradient.length);
    }

    private static void close(double[] got, double[] expected, int length) {
        double scale = 1;
        for (int i = 0; i < length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        for (int i = 0; i < length; i++) {
            assertThat(Math.abs(got[i] - expected[i])).isLessThan(ROUNDING * scale);
        }
    }
}
