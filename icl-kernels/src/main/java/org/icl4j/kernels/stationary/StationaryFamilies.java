package org.icl4j.kernels.stationary;

import java.util.List;
import org.icl4j.kernels.KernelFamily;

/** The text forms of this package's kernels. */
public final class StationaryFamilies implements KernelFamily.Catalogue {

    /** For {@link java.util.ServiceLoader}. */
    public StationaryFamilies() {}

    @Override
    public List<KernelFamily> families() {
        return List.of(KernelFamily.of("gaussian", a -> new Gaussian(a[0]), "lengthScale"));
    }
}
