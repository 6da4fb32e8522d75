package org.icl4j.attention.train;

import org.icl4j.core.Require;

/**
 * The factor of the learning rate at each step, counted from 0: a function of the step alone, so that a resumed run goes on as
 * the uninterrupted one would.
 */
@FunctionalInterface
public interface Schedule {

    /**
     * The factor of a step.
     *
     * @param step its number, from 0
     * @return at least 0
     */
    double factor(int step);

    /**
     * Always 1.
     *
     * @return the schedule
     */
    static Schedule constant() {
        return new NamedSchedule("constant", step -> 1);
    }

    /**
     * Down from 1 to a last factor along half a cosine, and constant from there: last + (1 - last) (1 + cos(pi t / steps)) / 2.
     *
     * @param steps steps until the last factor is reached
     * @param last the last factor, in [0, 1]
     * @return the schedule
     */
    static Schedule cosine(int steps, double last) {
        Require.positive("steps", steps);
        checkFactor("last", last);
        return new NamedSchedule(
                "cosine(" + steps + ", " + last + ")",
                step -> last + (1 - last) * (1 + Math.cos(Math.PI * Math.min(1, step / (double) steps))) / 2);
    }

    /**
     * Multiplied by a factor every so many steps.
     *
     * @param every steps between two changes
     * @param factor in [0, 1]
     * @return the schedule
     */
    static Schedule steps(int every, double factor) {
        Require.positive("every", every);
        checkFactor("factor", factor);
        return new NamedSchedule("steps(" + every + ", " + factor + ")", step -> {
            int changes = step / every; // whole ones
            return Math.pow(factor, changes);
        });
    }

    private static void checkFactor(String name, double factor) {
        if (!(factor >= 0 && factor <= 1)) {
            throw Require.error(name, "must be in [0, 1], got " + factor);
        }
    }

    /**
     * This schedule after a warm-up: its factors, times (t + 1) / steps in the first steps.
     *
     * @param steps length of the warm-up
     * @return a new schedule
     */
    default Schedule warmedUp(int steps) {
        Require.positive("steps", steps);
        return new NamedSchedule(
                this + ".warmedUp(" + steps + ")", step -> factor(step) * Math.min(1, (step + 1) / (double) steps));
    }
}
