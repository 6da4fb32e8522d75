package org.icl4j.solvers.nystrom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.function.Predicate;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.stream.RowSource;

class CheapestPreconditionerTest {

    private static boolean krill(long n, int m) {
        return CheapestPreconditioner.plan(n, m).preconditioner() instanceof KrillPreconditioner;
    }

    @Example
    void normalEquationsUpToTheirBreakEven() {
        assertThat(krill(16512, 5000)).isFalse();
        assertThat(krill(70_000, 5000)).isFalse();
        assertThat(krill(74_000, 5000)).isTrue();
        assertThat(krill(1_000_000_000, 3840)).isFalse();
        assertThat(krill(1_000_000_000, 3860)).isTrue();
        assertThat(krill(1_000_000, 10_000)).isTrue();
        assertThat(krill(20_000, 20_000)).isFalse();
    }

    /** More rows only speak for KRILL, and up to 50000 nothing does. */
    @Property
    void moreRowsOnlySpeakForKrill(@ForAll @IntRange(min = 1, max = 40_000) int m, @ForAll @IntRange(min = 1) int n) {
        if (krill(n, m)) {
            assertThat(n).isGreaterThan(50_000);
            assertThat(krill(2L * n, m)).isTrue();
        }
    }

    @Example
    void theReportSaysWhatWasChosenAndWhy() {
        Context context = Examples.context(3, 60, 2, 1);
        assertThat(NystromRidge.of(new Gaussian(1), 0.5, 9)
                        .fit(context)
                        .report()
                        .method())
                .contains(
                        "normal equations, chosen by counts for 60 rows: normal equations as long as 1.8e+05 flops, KRILL as 2.3e+06");
    }

    /** Of a source that does not say how many rows it has, they are counted. */
    @Example
    void rowsAreCountedWhereTheSourceDoesNotSay() {
        Context context = Examples.context(3, 60, 2, 1);
        RowSource told = RowSource.of(context);
        RowSource silent = new RowSource() {
            @Override
            public int inputWidth() {
                return told.inputWidth();
            }

            @Override
            public int targetWidth() {
                return told.targetWidth();
            }

            @Override
            public OptionalLong size() {
                return OptionalLong.empty();
            }

            @Override
            public void read(int rows, Predicate<Context> consumer) {
                told.read(rows, consumer);
            }
        };
        for (RowSource source : new RowSource[] {told, silent}) {
            try (CentreProblem problem =
                    CentreProblem.of(new Gaussian(1), source, context.inputs().select(0, 1, 2), 0.5)) {
                assertThat(problem.expectedRows()).isEqualTo(60);
                assertThat(problem.rows()).isEqualTo(60);
            }
        }
    }
}
