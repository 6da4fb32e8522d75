package org.icl4j.core.internal.blas;

import java.lang.reflect.Field;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.jspecify.annotations.Nullable;

/**
 * Tells JavaCPP where OpenBLAS's libraries are, before it looks. It looks for each under several names, and for some that are never
 * there, in every jar of the class path: 680 searches, a quarter of the time until the first answer. And it unpacks OpenBLAS twice, under two
 * names, which the system takes for two libraries, each with threads that wait for work at full speed for a twentieth of a second, just when a
 * process makes its first fit. Here the second is left out: the first has its name inside, by which the system's loader (glibc's) finds it.
 *
 * <p>JavaCPP keeps what it has found in a map that is not public. Where that cannot be reached, or this is another version of OpenBLAS or
 * another system, or the user has told JavaCPP where to look, it searches by itself, as it always did. Others who load native libraries
 * later find what they would have found, the second copy included.
 */
final class LibrarySearch {

    private static final String PLATFORM = "linux-x86_64";
    private static final String DIRECTORY = "/org/bytedeco/openblas/" + PLATFORM + "/";

    /** What JavaCPP looks for, and the file; none where this version of OpenBLAS has none. */
    private static final String[][] FILES = {
        {"gcc_s@.1.1", ""},
        {"gcc_s@.1", "libgcc_s.so.1"},
        {"quadmath@.0", "libquadmath.so.0"},
        {"gfortran@.5", "libgfortran.so.5"},
        {"gfortran@.4", ""},
        {"gfortran@.3", ""},
        {"openblas@.0#openblas_nolapack@.0", "libopenblas.so.0", "libopenblas_nolapack.so.0"},
        {"openblas_nolapack@.0", ""},
        {"jniopenblas_nolapack", "libjniopenblas_nolapack.so"},
        {"jniopenblas", "libjniopenblas.so"},
    };

    /** The same library once more: said not to be there while OpenBLAS is loaded, and where it is afterwards. */
    private static final String[][] AGAIN = {
        {"openblas@.0#openblas@.0", "libopenblas.so.0", "libopenblas.so.0"},
        {"openblas@.0", "libopenblas.so.0"},
    };

    private static final URL[] NONE = {};

    /** What properties begin with by which a user says where libraries are, in lower case. */
    private static final String[] PLACES = {
        "org.bytedeco.openblas",
        "org.bytedeco.javacpp.platform",
        "org.bytedeco.javacpp.path",
        "org.bytedeco.javacpp.find",
        "org.bytedeco.javacpp.load",
        "org.bytedeco.javacpp.cachelib",
    };

    private LibrarySearch() {}

    /**
     * Has JavaCPP load OpenBLAS.
     *
     * @param load what makes it do so
     */
    static void shorten(Runnable load) {
        Map<String, URL[]> found = foundByJavaCpp();
        Map<String, URL[]> files = found == null ? null : files(FILES);
        Map<String, URL[]> again = files == null ? null : files(AGAIN);
        if (found == null || files == null || again == null) {
            load.run();
            return;
        }
        // No lambdas: the first one costs a process milliseconds.
        for (Map.Entry<String, URL[]> file : files.entrySet()) {
            found.putIfAbsent(file.getKey(), file.getValue());
        }
        for (String name : again.keySet()) {
            found.putIfAbsent(name, NONE);
        }
        try {
            load.run();
        } finally {
            for (Map.Entry<String, URL[]> file : again.entrySet()) {
                found.replace(file.getKey(), NONE, file.getValue());
            }
        }
    }

    /** Everything that JavaCPP is told, in the end; null where it had better look by itself. */
    static @Nullable Map<String, URL[]> files() {
        Map<String, URL[]> files = files(FILES);
        Map<String, URL[]> again = files(AGAIN);
        if (files != null && again != null) {
            files.putAll(again);
        }
        return files;
    }

    private static @Nullable Map<String, URL[]> files(String[][] wanted) {
        if (!Loader.getPlatform().equals(PLATFORM)
                || !BlasVersion.ofJar("openblas").equals(BlasFix.OPENBLAS)
                || placesAreGiven()) {
            return null;
        }
        Map<String, URL[]> files = new HashMap<>();
        for (String[] file : wanted) {
            URL[] urls = NONE;
            if (!file[1].isEmpty()) {
                URL url = openblas.class.getResource(DIRECTORY + file[1]);
                url = url == null || file.length == 2 ? url : unpackedAs(file[2], url);
                if (url == null) {
                    return null;
                }
                urls = new URL[] {url};
            }
            files.put(file[0], urls);
        }
        return files;
    }

    // Null where the class loader's addresses take no reference.
    private static @Nullable URL unpackedAs(String name, URL url) {
        try {
            URL named = new URL(url + "#" + name);
            return name.equals(named.getRef()) ? named : null;
        } catch (MalformedURLException e) {
            return null;
        }
    }

    private static boolean placesAreGiven() {
        for (String property : System.getProperties().stringPropertyNames()) {
            for (String place : PLACES) {
                if (property.regionMatches(true, 0, place, 0, place.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    @SuppressWarnings("unchecked") // Its declared type.
    private static @Nullable Map<String, URL[]> foundByJavaCpp() {
        try {
            Field field = Loader.class.getDeclaredField("foundLibraries");
            field.setAccessible(true);
            return (Map<String, URL[]>) field.get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // Another version, or JavaCPP is a module that is closed.
        }
    }
}
