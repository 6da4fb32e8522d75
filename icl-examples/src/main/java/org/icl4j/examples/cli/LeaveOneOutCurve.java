package org.icl4j.examples.cli;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.solvers.select.LeaveOneOut;

/** The leave-one-out error against the ridge, from 1e-4 to 1e4 times the one that was used: whether it was a good choice. */
final class LeaveOneOutCurve {

    private static final int STEPS = 40;
    private static final double DECADES = 4;

    private final KrrChoice choice;
    private final Context context;

    private LeaveOneOutCurve(KrrChoice choice, Context context) {
        this.choice = choice;
        this.context = context;
    }

    static LeaveOneOutCurve of(KrrChoice choice, Context context) {
        return new LeaveOneOutCurve(choice, context);
    }

    /** The ridge that was used. */
    double ridge() {
        return choice.ridge();
    }

    /** The ridges and their errors; none where there are too many rows, or the ridge is 0. */
    List<double[]> points() {
        List<double[]> points = new ArrayList<>();
        if (context.size() > KrrJob.LEAVE_ONE_OUT_ROWS || choice.ridge() == 0) {
            return points;
        }
        try {
            LeaveOneOut errors = LeaveOneOut.of(choice.kernel(), context).withCentredTargets(true);
            for (int step = 0; step <= STEPS; step++) {
                double ridge = choice.ridge() * Math.pow(10, DECADES * (2.0 * step / STEPS - 1));
                add(errors, ridge, points);
            }
        } catch (IllegalArgumentException e) {
            // A picture was asked for, and this panel is an extra: a kernel that has no eigenvalues has no curve.
            return List.of();
        }
        return points;
    }

    private static void add(LeaveOneOut errors, double ridge, List<double[]> points) {
        try {
            double error = errors.rootMeanSquaredError(ridge);
            if (Double.isFinite(error)) {
                points.add(new double[] {ridge, error});
            }
        } catch (NotPositiveDefiniteException e) {
            // The curve begins where the arithmetic allows it.
        }
    }
}
