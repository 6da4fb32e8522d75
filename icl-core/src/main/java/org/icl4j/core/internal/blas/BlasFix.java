package org.icl4j.core.internal.blas;

import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/** What to tell a user whose class path holds a BLAS that computes wrong: what was found, and the lines to add to a POM. */
final class BlasFix {

    /** The versions that icl4j is tested with; the same as in icl4j's own POM and icl-bom. */
    static final String JAVACPP = "1.5.13";

    static final String OPENBLAS = "0.3.31-1.5.13";

    private BlasFix() {}

    static String message(String provider, String failure, @Nullable Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (String.valueOf(e.getMessage()).contains("Could not create the cache")) {
                return "icl4j cannot unpack its native libraries: JavaCPP finds no directory for its cache that can be written."
                        + " Set the system property -Dorg.bytedeco.javacpp.cachedir=DIR to one that can (half a gigabyte is needed, once)";
            }
            if (e.getClass().getSimpleName().equals("NoAvailableBackendException")) {
                return "icl4j finds no ND4J backend on the class path. Add the CPU backend to your POM:\n"
                        + dependency("org.nd4j", "nd4j-native", "1.0.0-M2.1", "");
            }
        }
        String platform = platform();
        return "The BLAS on the class path (" + provider + ") is not usable: " + failure + ".\n"
                + "Found: org.bytedeco:openblas " + BlasVersion.ofJar("openblas") + " with org.bytedeco:javacpp "
                + BlasVersion.ofJar("javacpp") + " on " + platform + "; needed: openblas " + OPENBLAS + " with javacpp "
                + JAVACPP + ".\n"
                + "(The OpenBLAS 0.3.19-1.5.7 that ND4J 1.0.0-M2.1 brings by itself is silently wrong on recent processors.)\n"
                + "Import org.icl4j:icl-bom (type pom, scope import) in your POM's dependencyManagement and remove your own"
                + " versions of these artifacts, or put these lines into dependencyManagement:\n"
                + dependency("org.bytedeco", "javacpp", JAVACPP, "")
                + dependency("org.bytedeco", "javacpp", JAVACPP, platform)
                + dependency("org.bytedeco", "openblas", OPENBLAS, "")
                + dependency("org.bytedeco", "openblas", OPENBLAS, platform).stripTrailing();
    }

    private static String dependency(String group, String artifact, String version, String classifier) {
        return "  <dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId><version>"
                + version
                + "</version>" + (classifier.isEmpty() ? "" : "<classifier>" + classifier + "</classifier>")
                + "</dependency>\n";
    }

    private static String platform() {
        try {
            return Loader.getPlatform();
        } catch (LinkageError | RuntimeException e) {
            return "linux-x86_64";
        }
    }
}
