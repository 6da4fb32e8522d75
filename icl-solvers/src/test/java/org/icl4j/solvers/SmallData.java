package org.icl4j.solvers;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;

/** A kernel and small contexts for tests of bad input. */
final class SmallData {

    static final Kernel KERNEL = new Gaussian(1);

    private SmallData() {}

    static Context context(int n, int t) {
        Randoms randoms = Randoms.of(3);
        return Context.of(randoms.gaussians(n, 2), randoms.gaussians(n, t));
    }

    static List<String> signs(Context data) {
        return Arrays.stream(data.targets().column(0))
                .mapToObj(y -> y > 0 ? "plus" : "minus")
                .toList();
    }
}
