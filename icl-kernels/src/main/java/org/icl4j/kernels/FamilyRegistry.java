package org.icl4j.kernels;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.icl4j.core.Require;

/** The families on the class path, by name. */
final class FamilyRegistry {

    private static final Map<String, KernelFamily> FAMILIES = load();

    private FamilyRegistry() {}

    /** In the order of the catalogues. */
    static Map<String, KernelFamily> families() {
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

    private static void add(KernelFamily.Catalogue catalogue, Map<String, KernelFamily> families) {
        for (KernelFamily family : catalogue.families()) {
            if (families.putIfAbsent(family.name(), family) != null) {
                throw Require.error("families", "two catalogues have a kernel family named " + family.name());
            }
        }
    }
}
