package org.icl4j.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.Require;

/**
 * A numeric axis from low to high: where a value stands on it, and which round values are marked.
 *
 * @param low its first value; above 0 where the axis is logarithmic
 * @param high its last value, above the first
 * @param logarithmic whether equal steps are equal ratios
 */
record Axis(double low, double high, boolean logarithmic) {

    // A value that is an axis's end but for rounding is on it.
    private static final double ROUNDING = 1e-9;

    /** A marked value. */
    record Tick(double place, String label) {}

    Axis {
        Require.finite("low", low);
        Require.finite("high", high);
        if (!(high > low)) {
            throw Require.error("high", "must be above low = " + low + ", got " + high);
        }
        if (logarithmic && low <= 0) {
            throw Require.error("low", "must be above 0 on a logarithmic axis, got " + low);
        }
    }

    /** An axis that shows all values from least to greatest, with a margin of the given share at both ends. */
    static Axis around(double least, double greatest, boolean logarithmic, double margin) {
        if (logarithmic) {
            double low = Math.log10(least);
            double high = Math.log10(greatest);
            double room = high > low ? margin * (high - low) : 0.5;
            return new Axis(Math.pow(10, low - room), Math.pow(10, high + room), true);
        }
        // Where all is one value, an interval around it that its last digits can be told apart in.
        double room = greatest > least ? margin * (greatest - least) : Math.max(0.5, 0.05 * Math.abs(least));
        return new Axis(least - room, greatest + room, false);
    }

    /** Where a value stands: 0 at the low end, 1 at the high end; values off the axis have places off [0, 1]. */
    double place(double value) {
        if (!logarithmic) {
            return (value - low) / (high - low);
        }
        // What has no logarithm, such as the lower end of a band, stands below everything.
        return value > 0 ? Math.log(value / low) / Math.log(high / low) : -1;
    }

    /** Round values on the axis, about as many as wanted. */
    List<Tick> ticks(int wanted) {
        return logarithmic && Math.log10(high / low) >= 0.7 ? powers(wanted) : multiples(wanted);
    }

    private List<Tick> multiples(int wanted) {
        double step = roundStep((high - low) / Math.max(2, wanted));
        int decimals = Math.max(0, (int) -Math.floor(Math.log10(step) + ROUNDING));
        double widest = Math.max(Math.abs(low), Math.abs(high));
        List<Tick> ticks = new ArrayList<>();
        double last = Math.floor(high / step + ROUNDING);
        for (double k = Math.ceil(low / step - ROUNDING); k <= last; k++) {
            double value = k * step;
            String label = decimals > 4 || widest >= 1e6
                    ? (k == 0 ? "0" : shortest(value, step))
                    : String.format(Locale.ROOT, "%." + decimals + "f", k == 0 ? 0.0 : value);
            ticks.add(new Tick(place(value), label));
        }
        return ticks;
    }

    private static String shortest(double value, double step) {
        int digits = (int) Math.floor(Math.log10(Math.abs(value)) + ROUNDING)
                - (int) Math.floor(Math.log10(step) + ROUNDING);
        return String.format(Locale.ROOT, "%." + Math.max(0, digits) + "e", value)
                .replace("e+0", "e")
                .replace("e-0", "e-")
                .replace("e+", "e");
    }

    private List<Tick> powers(int wanted) {
        int first = (int) Math.floor(Math.log10(low) + ROUNDING);
        int last = (int) Math.ceil(Math.log10(high) - ROUNDING);
        int every = Math.max(1, (last - first) / Math.max(2, wanted));
        int[] digits = Math.log10(high / low) <= 2 ? new int[] {1, 2, 5} : new int[] {1};
        List<Tick> ticks = new ArrayList<>();
        for (int power = first; power <= last; power += every) {
            for (int digit : digits) {
                double value = digit * Math.pow(10, power);
                if (value >= low * (1 - ROUNDING) && value <= high * (1 + ROUNDING)) {
                    String label = power >= -4 && power <= 4
                            ? String.format(Locale.ROOT, "%." + Math.max(0, -power) + "f", value)
                            : digit + "e" + power;
                    ticks.add(new Tick(place(value), label));
                }
            }
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten, near the given step. */
    private static double roundStep(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double digit = step / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }
}
