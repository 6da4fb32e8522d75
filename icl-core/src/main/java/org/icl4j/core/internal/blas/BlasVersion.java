package org.icl4j.core.internal.blas;

import java.io.IOException;
import org.bytedeco.javacpp.Loader;

/** What the class path says about the native libraries on it. */
final class BlasVersion {

    private BlasVersion() {}

    /**
     * The version of a bytedeco artifact.
     *
     * @param artifact such as {@code "openblas"}
     * @return such as {@code "0.3.31-1.5.13"}, or {@code "of unknown version"}
     */
    static String ofJar(String artifact) {
        try {
            String version = Loader.getVersion("org.bytedeco", artifact);
            return version == null ? "none" : version;
        } catch (IOException | LinkageError | RuntimeException e) {
            return "of unknown version";
        }
    }
}
