package org.icl4j.examples.input;

import java.util.Collection;
import java.util.List;

/** Samples of what text and files take. */
final class FileSamples {

    private FileSamples() {}

    static void add() {
        Samples.add(Collection.class, () -> List.of("name"));
    }
}
