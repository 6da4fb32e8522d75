package org.icl4j.kernels.dotproduct;

import static org.icl4j.kernels.KernelFamily.whole;

import java.util.List;
import org.icl4j.kernels.KernelFamily;

/** The text forms of this package's kernels. */
public final class DotProductFamilies implements KernelFamily.Catalogue {

    /** For {@link java.util.ServiceLoader}. */
    public DotProductFamilies() {}

    @Override
    public List<KernelFamily> families() {
        return List.of(
                KernelFamily.of("linear", a -> new Linear()),
                KernelFamily.of(
                        "polynomial",
                        a -> new Polynomial(whole("degree", a[0]), a[1], a[2]),
                        "degree",
                        "scale",
                        "offset"),
                KernelFamily.of("exponentialDotProduct", a -> new ExponentialDotProduct(a[0]), "scale"),
                KernelFamily.of("sigmoid", a -> new Sigmoid(a[0], a[1]), "scale", "offset"),
                KernelFamily.of("cosine", a -> new Cosine()),
                KernelFamily.of("arcCosine", a -> new ArcCosine(whole("order", a[0])), "order"),
                KernelFamily.of("reluNtk", a -> new ReluNtk(whole("layers", a[0])), "layers"),
                KernelFamily.of("exponentialCosine", a -> new ExponentialCosine(a[0]), "temperature"),
                KernelFamily.of("cayley", a -> new Cayley(a[0]), "temperature"),
                KernelFamily.of(
                        "geometricAlgebra",
                        a -> new GeometricAlgebra(a[0], a[1], a[2]),
                        "cosineWeight",
                        "sineWeight",
                        "temperature"));
    }
}
