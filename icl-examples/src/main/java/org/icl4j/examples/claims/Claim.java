package org.icl4j.examples.claims;

import org.icl4j.core.Metrics;
import org.icl4j.core.Require;

/**
 * A statement that can be false, with the measurement that would show it.
 *
 * @param id short and stable, {@code paper-what}
 * @param paper the group it belongs to
 * @param statement what is claimed, one sentence; where a published statement is false, what is true instead
 * @param source where it is stated, or "ours"
 * @param published the number that was published, empty where there is none
 * @param bound what the measurement must be
 * @param measure the measurement
 */
public record Claim(
        String id, String paper, String statement, String source, String published, Bound bound, Measure measure) {

    /**
     * Checks that nothing is null.
     *
     * @param id short and stable
     * @param paper the group it belongs to
     * @param statement what is claimed
     * @param source where it is stated
     * @param published the number that was published, or empty
     * @param bound what the measurement must be
     * @param measure the measurement
     */
    public Claim {
        Require.notNull("id", id);
        Require.notNull("paper", paper);
        Require.notNull("statement", statement);
        Require.notNull("source", source);
        Require.notNull("published", published);
        Require.notNull("bound", bound);
        Require.notNull("measure", measure);
    }

    /** How much work a measurement may take. */
    public enum Size {
        /** Of {@code icl verify}. */
        FULL,
        /** Of tests. */
        SMALL;

        /**
         * A number of repetitions.
         *
         * @param full at full size
         * @param small at small size
         * @return one of them
         */
        public int of(int full, int small) {
            return this == FULL ? full : small;
        }
    }

    /** A measurement, the same for every call of one size. */
    @FunctionalInterface
    public interface Measure {

        /**
         * Measures.
         *
         * @param size how much work it may take
         * @return the number, with its interval where it is a mean
         */
        Measured at(Size size);
    }

    /**
     * What was measured.
     *
     * @param value the number
     * @param low the least that the data allow; the value itself where nothing is random
     * @param high the greatest
     */
    public record Measured(double value, double low, double high) {

        /** Standard errors to each side: a false alarm once in 16 000 measurements. */
        private static final double STANDARD_ERRORS = 4;

        /**
         * A number without chance in it.
         *
         * @param value the number
         * @return the measurement
         */
        public static Measured exact(double value) {
            return new Measured(value, value, value);
        }

        /**
         * A mean of independent measurements, with four standard errors to each side.
         *
         * @param summary its mean and standard error
         * @param factor what both are multiplied with
         * @return the measurement
         */
        public static Measured mean(Metrics.Summary summary, double factor) {
            Require.notNull("summary", summary);
            double mean = factor * summary.mean();
            double width = STANDARD_ERRORS * Math.abs(factor) * summary.standardError();
            return new Measured(mean, mean - width, mean + width);
        }
    }

    /**
     * What a measurement must be: its interval must meet [low, high].
     *
     * @param low least, may be minus infinity
     * @param high greatest, may be infinity
     */
    public record Bound(double low, double high) {

        /**
         * An upper bound.
         *
         * @param high greatest
         * @return [-inf, high]
         */
        public static Bound atMost(double high) {
            return new Bound(Double.NEGATIVE_INFINITY, high);
        }

        /**
         * A lower bound.
         *
         * @param low least
         * @return [low, inf]
         */
        public static Bound atLeast(double low) {
            return new Bound(low, Double.POSITIVE_INFINITY);
        }

        /**
         * A number and its tolerance.
         *
         * @param target the number
         * @param relative tolerance as a fraction of it
         * @return [target (1 - relative), target (1 + relative)]
         */
        public static Bound near(double target, double relative) {
            double width = Math.abs(target) * relative;
            return new Bound(target - width, target + width);
        }

        /**
         * Whether a measurement is within.
         *
         * @param measured the measurement
         * @return false for NaN
         */
        public boolean holds(Measured measured) {
            return measured.low() <= high && measured.high() >= low && !Double.isNaN(measured.value());
        }

        @Override
        public String toString() {
            if (low == Double.NEGATIVE_INFINITY) {
                return "at most " + Claims.number(high);
            }
            return high == Double.POSITIVE_INFINITY
                    ? "at least " + Claims.number(low)
                    : Claims.number(low) + " to " + Claims.number(high);
        }
    }
}
