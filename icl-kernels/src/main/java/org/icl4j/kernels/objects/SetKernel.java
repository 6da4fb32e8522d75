package org.icl4j.kernels.objects;

import java.util.Set;
import org.icl4j.kernels.Kernel.Definiteness;

/** Kernels of finite sets. Cost: the size of the smaller set a pair. Both are positive semidefinite. */
public enum SetKernel implements ObjectKernel<Set<?>> {

    /** The number of common elements, |A n B|: the inner product of indicator vectors. */
    INTERSECTION {
        @Override
        public double value(Set<?> a, Set<?> b) {
            return common(a, b);
        }
    },

    /**
     * Jaccard's or Tanimoto's similarity, |A n B| / |A u B|, and 1 between two empty sets. Source: Gower (1971), A general
     * coefficient of similarity and some of its properties; that it is positive semidefinite: Gower and Legendre (1986).
     */
    JACCARD {
        @Override
        public double value(Set<?> a, Set<?> b) {
            int common = common(a, b);
            int all = a.size() + b.size() - common;
            return all == 0 ? 1 : (double) common / all;
        }
    };

    private static int common(Set<?> a, Set<?> b) {
        Set<?> small = a.size() <= b.size() ? a : b;
        Set<?> large = small == a ? b : a;
        int common = 0;
        for (Object element : small) {
            if (large.contains(element)) {
                common++;
            }
        }
        return common;
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }
}
