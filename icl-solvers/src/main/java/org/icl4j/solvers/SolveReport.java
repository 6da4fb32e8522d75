package org.icl4j.solvers;

import java.util.Locale;
import java.util.OptionalLong;
import org.icl4j.core.Memory;
import org.icl4j.core.Require;

/**
 * What happened in a solve of A x = b. Not reaching a tolerance is a {@link Status}, never an exception and never hidden.
 *
 * @param method what solved it, such as {@code "Cholesky"}
 * @param status how it ended
 * @param iterations steps taken; 0 for a direct method
 * @param relativeResidual |A x - b| / |b|, recomputed from x at the end, not the one an iteration carries along; the
 *     largest over the columns where there are several right-hand sides; 0 where b is 0
 * @param bytes the memory that the solve took beside its input and output, by count
 * @param seconds wall-clock time
 * @param seed the seed, where the method draws random numbers
 */
public record SolveReport(
        String method,
        Status status,
        long iterations,
        double relativeResidual,
        long bytes,
        double seconds,
        OptionalLong seed) {

    /** How a solve ended, or that it has not. */
    public enum Status {
        /** Steps can go on. */
        RUNNING,
        /** The tolerance was reached, or the method is direct. */
        CONVERGED,
        /** The steps allowed are used up. */
        MAX_ITERATIONS,
        /** The true residual no longer falls: working precision is exhausted before the tolerance is reached. */
        STAGNATED,
        /** The residual grew beyond 1e100 times the right-hand side; x is the last iterate before. */
        DIVERGED,
        /** The listener asked to stop. */
        STOPPED
    }

    /**
     * Checks the components.
     *
     * @param method what solved it, such as {@code "Cholesky"}
     * @param status how it ended
     * @param iterations steps taken; 0 for a direct method
     * @param relativeResidual |A x - b| / |b|, recomputed from x at the end, not the one an iteration carries along
     * @param bytes the memory that the solve took beside its input and output, by count
     * @param seconds wall-clock time
     * @param seed the seed, where the method draws random numbers
     * @throws IllegalArgumentException if a component is null
     */
    public SolveReport {
        Require.notNull("method", method);
        Require.notNull("status", status);
        Require.notNull("seed", seed);
    }

    /**
     * Whether the tolerance was reached.
     *
     * @return status is {@link Status#CONVERGED}
     */
    public boolean converged() {
        return status == Status.CONVERGED;
    }

    /**
     * The report in one line.
     *
     * @return such as {@code "Cholesky: CONVERGED, relative residual 3.1e-16, 0.21 s, 122.1 MiB (128000000 bytes)"}
     */
    public String summary() {
        StringBuilder text = new StringBuilder(method).append(": ").append(status);
        if (iterations > 0) {
            text.append(" after ").append(iterations).append(iterations == 1 ? " step" : " steps");
        }
        text.append(String.format(Locale.ROOT, ", relative residual %.2g", relativeResidual));
        text.append(String.format(Locale.ROOT, ", %.3g s, %s", seconds, Memory.readable((double) bytes)));
        seed.ifPresent(s -> text.append(", seed ").append(s));
        return text.toString();
    }

    @Override
    public String toString() {
        return summary();
    }
}
