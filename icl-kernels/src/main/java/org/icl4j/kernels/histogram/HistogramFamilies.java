package org.icl4j.kernels.histogram;

import java.util.List;
import org.icl4j.kernels.KernelFamily;

/** The text forms of this package's kernels. */
public final class HistogramFamilies implements KernelFamily.Catalogue {

    /** For {@link java.util.ServiceLoader}. */
    public HistogramFamilies() {}

    @Override
    public List<KernelFamily> families() {
        return List.of(
                KernelFamily.of("chiSquared", a -> new ChiSquared(a[0]), "gamma"),
                KernelFamily.of("additiveChiSquared", a -> new AdditiveChiSquared()),
                KernelFamily.of("negativeChiSquared", a -> new NegativeChiSquared()),
                KernelFamily.of("hamming", a -> new Hamming(a[0]), "lengthScale"));
    }
}
