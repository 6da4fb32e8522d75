package org.icl4j.examples.learnedkernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;

/**
 * Choices among the settings of one estimator, by leave-one-out on noisy pairs, or by the error on tasks drawn from the
 * pretraining distribution. The test function without noise is looked at only to measure what was chosen.
 *
 * @param settings what there is to choose from
 * @param learner the estimator of a setting
 */
record Tuning(List<Setting> settings, Function<Setting, InContextLearner<?>> learner) {

    /** A length scale, and a ridge where the estimator has one (else 0). */
    record Setting(double lengthScale, double ridge) {
        @Override
        public String toString() {
            return "Gaussian " + lengthScale + (ridge > 0 ? ", ridge " + ridge : "");
        }
    }

    /** The setting of least mean error over tasks. */
    Setting onTasks(GridTasks tasks) {
        Setting best = settings.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (Setting setting : settings) {
            double error = Metrics.summary(errors(setting, tasks)).mean();
            if (error < least) {
                least = error;
                best = setting;
            }
        }
        return best;
    }

    /** Test errors of a setting, task by task. */
    double[] errors(Setting setting, GridTasks tasks) {
        return tasks.errors(learner.apply(setting).fit(tasks.context()));
    }

    /**
     * Leave-one-out errors of all settings.
     *
     * @param residuals of a setting, shape [n, draws]
     */
    LeaveOneOutErrors leaveOneOut(int draws, Function<Setting, Points> residuals) {
        double[][] sums = new double[settings.size()][draws];
        for (int s = 0; s < settings.size(); s++) {
            Points table = residuals.apply(settings.get(s));
            for (int i = 0; i < table.size(); i++) {
                for (int draw = 0; draw < draws; draw++) {
                    sums[s][draw] += table.get(i, draw) * table.get(i, draw);
                }
            }
        }
        return new LeaveOneOutErrors(settings, Points.of("sums", sums));
    }

    /** Sums of squared residuals, [settings, draws]. */
    record LeaveOneOutErrors(List<Setting> settings, Points sums) {

        /** The best setting of each draw by itself. */
        Setting[] bestOfEach() {
            Setting[] best = new Setting[sums.width()];
            for (int k = 0; k < best.length; k++) {
                int draw = k;
                best[k] = best(s -> sums.get(s, draw));
            }
            return best;
        }

        /** The setting that is best over all draws. */
        Setting bestOfAll() {
            return best(s -> Arrays.stream(sums.row(s)).sum());
        }

        private Setting best(IntToDoubleFunction error) {
            int best = 0;
            for (int s = 1; s < settings.size(); s++) {
                if (error.applyAsDouble(s) < error.applyAsDouble(best)) {
                    best = s;
                }
            }
            return settings.get(best);
        }
    }

    /** Each draw's test error under its own setting. */
    double[] errors(Setting[] chosen, GridTasks tasks) {
        double[] errors = new double[chosen.length];
        for (Setting setting : settings) {
            if (Arrays.asList(chosen).contains(setting)) {
                double[] ofAll = errors(setting, tasks);
                for (int draw = 0; draw < errors.length; draw++) {
                    if (chosen[draw].equals(setting)) {
                        errors[draw] = ofAll[draw];
                    }
                }
            }
        }
        return errors;
    }
}
