package org.icl4j.kernels.internal.text;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.icl4j.core.Require;
import org.icl4j.kernels.KernelFamily;

/** The families on the class path, by name. */
public final class FamilyRegistry {

    private static final Map<String, KernelFamily> FAMILIES = load();

    /** What other libraries call them. */
    private static final Map<String, String> SYNONYMS = Map.of(
            "rbf", "gaussian",
            "squaredexponential", "gaussian",
            "poly", "polynomial",
            "dotproduct", "linear",
            "whitenoise", "white",
            "expsinesquared", "periodic",
            "chi2", "chiSquared",
            "tanh", "sigmoid",
            "softmax", "exponentialDotProduct");

    // Comparing costs the product of the lengths.
    private static final int LONGEST_MISTAKE = 60;

    private FamilyRegistry() {}

    /** In the order of the catalogues. */
    public static Map<String, KernelFamily> families() {
        return FAMILIES;
    }

    // The library's own catalogues are seen by its class loader; a user's perhaps only by the thread's.
    private static Map<String, KernelFamily> load() {
        Map<String, KernelFamily> families = new LinkedHashMap<>();
        Set<Class<?>> seen = new HashSet<>();
        for (ServiceLoader<KernelFamily.Catalogue> catalogues : List.of(
                ServiceLoader.load(KernelFamily.Catalogue.class, FamilyRegistry.class.getClassLoader()),
                ServiceLoader.load(KernelFamily.Catalogue.class))) {
            for (KernelFamily.Catalogue catalogue : catalogues) {
                if (seen.add(catalogue.getClass())) {
                    add(catalogue, families);
                }
            }
        }
        return Collections.unmodifiableMap(families);
    }

    /** The family that was perhaps meant by a name that is none, or else all of them: as the end of a message. */
    static String suggestion(String name) {
        if (name.length() > LONGEST_MISTAKE) {
            return "; families: " + String.join(", ", FAMILIES.keySet());
        }
        String meant = SYNONYMS.getOrDefault(name.toLowerCase(Locale.ROOT), name);
        return FAMILIES.values().stream()
                .min(Comparator.comparingInt(family -> distance(meant, family.name())))
                .filter(family -> distance(meant, family.name()) <= 1 + meant.length() / 3)
                .map(family -> "; did you mean " + family.form() + "?")
                .orElseGet(() -> "; families: " + String.join(", ", FAMILIES.keySet()));
    }

    // Levenshtein's, between lower case letters.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int changed = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static void add(KernelFamily.Catalogue catalogue, Map<String, KernelFamily> families) {
        for (KernelFamily family : catalogue.families()) {
            if (family.name().equals("normalised")) {
                throw Require.error("families", "normalised(k) is a part of the text form, not a family's name");
            }
            if (families.putIfAbsent(family.name(), family) != null) {
                throw Require.error("families", "two catalogues have a kernel family named " + family.name());
            }
        }
    }
}
