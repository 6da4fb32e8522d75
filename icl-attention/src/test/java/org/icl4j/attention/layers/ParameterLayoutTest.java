package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.icl4j.attention.heads.HeadParameters;
import org.icl4j.core.Randoms;
import org.icl4j.core.model.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterLayoutTest {

    @TempDir
    Path directory;

    @Test
    void slicesLieBackToBack() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        ParameterLayout.Slice weight = builder.add("weight", 2, 3);
        ParameterLayout.Slice bias = builder.add("bias", 1, 2);
        ParameterLayout layout = builder.build();
        assertThat(layout.size()).isEqualTo(8);
        assertThat(layout.slices()).containsExactly(weight, bias);
        assertThat(layout.slice("bias")).isEqualTo(new ParameterLayout.Slice("bias", 6, 1, 2));
        double[] parameters = new double[8];
        weight.write(new double[][] {{1, 2, 3}, {4, 5, 6}}, parameters);
        bias.write(new double[][] {{7, 8}}, parameters);
        assertThat(parameters).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(layout).isEqualTo(builder.build()).isNotEqualTo(HeadParameters.layout(1, 1));
        assertThat(weight.read(parameters)).isDeepEqualTo(new double[][] {{1, 2, 3}, {4, 5, 6}});
    }

    @Test
    void scopesNameSlicesOfOneLayoutAndChoicesAndModelsBetweenAreByNumber() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        ParameterLayout.Slice in = builder.add("in", 1, 2);
        ParameterLayout.Slice inner = builder.scope("layer1").scope("mlp").add("weight", 2, 1);
        builder.add("out", 1, 1);
        assertThat(inner).isEqualTo(new ParameterLayout.Slice("layer1.mlp.weight", 2, 2, 1));
        ParameterLayout layout = builder.build();
        assertThat(layout.slices()).startsWith(in, inner).hasSize(3);
        assertThat(layout.select(s -> s.name().startsWith("layer1."))).containsExactly(false, false, true, true, false);

        double[] a = {0, 1, 2, 3, 4};
        double[] b = {4, 1, -2, 7, 0};
        assertThat(layout.interpolate(a, b, 0.25)).containsExactly(1, 1, 1, 4, 3);
        assertThat(layout.interpolate(a, b, 0)).containsExactly(a);
        assertThat(layout.interpolate(a, b, 2)).containsExactly(8, 1, -6, 11, -4);
    }

    @Test
    void theHeadHasTheParametersItDocuments() {
        ParameterLayout layout = HeadParameters.layout(3, 64);
        assertThat(layout.size()).isEqualTo(64 * 3 + 5 * 64 * 64 + 6 * 64 + 1);
        assertThat(layout.slices().get(0)).isEqualTo(new ParameterLayout.Slice("x.in.weight", 0, 64, 3));
        assertThat(layout.slice("read.bias").offset()).isEqualTo(layout.size() - 1);
    }

    @Test
    void badSlicesAreRefused() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        ParameterLayout.Slice weight = builder.add("weight", 2, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add("weight", 1, 1))
                .withMessageContaining("\"weight\" is there already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add("none", 0, 1))
                .withMessage("rows: must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add("huge", 1 << 16, 1 << 16))
                .withMessageContaining("4294967302 numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.build().slice("bias"))
                .withMessage("name: no slice \"bias\" among [weight]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> weight.write(new double[][] {{1, 2, 3}, {4, Double.NaN, 6}}, new double[6]))
                .withMessageContaining("matrix[1][1] = NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> weight.write(new double[][] {{1, 2, 3}, {4, 5}}, new double[6]))
                .withMessage("matrix[1]: expected length 3, got 2 (slice weight is [2, 3])");
    }

    @Test
    void parametersComeBackFromAFileBitForBit() {
        ParameterLayout layout = HeadParameters.layout(2, 5);
        double[] parameters = Randoms.of(1).gaussians(layout.size());
        Path file = directory.resolve("head.icl");
        layout.save(ModelFile.of("learned-kernel-head").with("width", 5), parameters)
                .save(file);
        ModelFile loaded = ModelFile.load(file).requireKind("learned-kernel-head");
        assertThat(loaded.integer("width")).isEqualTo(5);
        assertThat(layout.load(loaded)).containsExactly(parameters);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeadParameters.layout(2, 6).load(loaded))
                .withMessageContaining("expected shape [6, 2], got [5, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.load(ModelFile.of("other")))
                .withMessageContaining("x.in.weight");
    }
}
