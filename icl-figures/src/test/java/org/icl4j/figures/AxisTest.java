package org.icl4j.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {

    private static List<String> labels(Axis axis, int wanted) {
        return axis.ticks(wanted).stream().map(Axis.Tick::label).toList();
    }

    @Test
    void marksAreRoundAndLabelledAlike() {
        assertThat(labels(new Axis(0, 1, false), 5)).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(labels(new Axis(-3.1, 3.1, false), 6)).containsExactly("-3", "-2", "-1", "0", "1", "2", "3");
        assertThat(labels(new Axis(0.0032, 0.0041, false), 5))
                .containsExactly("0.0032", "0.0034", "0.0036", "0.0038", "0.0040");
        assertThat(labels(new Axis(0, 2.2e7, false), 4)).containsExactly("0", "5e6", "1.0e7", "1.5e7", "2.0e7");
        assertThat(labels(new Axis(-2e-6, 2e-6, false), 4)).containsExactly("-2e-6", "-1e-6", "0", "1e-6", "2e-6");
    }

    @Test
    void marksOfALogarithmicAxisArePowers() {
        assertThat(labels(new Axis(0.001, 10, true), 5)).containsExactly("0.001", "0.01", "0.1", "1", "10");
        assertThat(labels(new Axis(0.9, 60, true), 5)).containsExactly("1", "2", "5", "10", "20", "50");
        assertThat(labels(new Axis(1e-16, 1, true), 4)).containsExactly("1e-16", "1e-12", "1e-8", "0.0001", "1");
        // Within a decade, powers would say too little.
        assertThat(labels(new Axis(2, 4, true), 4)).containsExactly("2.0", "2.5", "3.0", "3.5", "4.0");
    }

    @Test
    void placesAreSharesOfTheLength() {
        Axis linear = new Axis(-1, 3, false);
        assertThat(linear.place(-1)).isEqualTo(0);
        assertThat(linear.place(0)).isEqualTo(0.25);
        Axis logarithmic = new Axis(0.01, 100, true);
        assertThat(logarithmic.place(1)).isEqualTo(0.5, within(1e-15));
        assertThat(logarithmic.place(0)).isEqualTo(-1);
        assertThat(logarithmic.place(-5)).isEqualTo(-1);
    }

    @Test
    void anAxisAroundOneValueHasLength() {
        assertThat(Axis.around(2, 2, false, 0.1)).isEqualTo(new Axis(1.5, 2.5, false));
        Axis logarithmic = Axis.around(1, 1, true, 0.1);
        assertThat(logarithmic.low()).isEqualTo(Math.sqrt(0.1), within(1e-15));
        Axis wide = Axis.around(1e12, 1e12, false, 0.1);
        assertThat(wide.ticks(5)).hasSizeGreaterThan(2);
    }

    @Test
    void anAxisWithoutLengthIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Axis(1, 1, false))
                .withMessage("high: must be above low = 1.0, got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Axis(0, 1, true))
                .withMessage("low: must be above 0 on a logarithmic axis, got 0.0");
    }
}
