/**
 * Measurements. The classes with a {@code main} method are whole-process measurements that print one line of JSON each; the
 * script {@code icl-benchmarks/compare} runs them beside the Python peers and prints ratios. Classes named
 * {@code ...Benchmark} are JMH benchmarks of the inside.
 */
@NullMarked
package org.icl4j.benchmarks;

import org.jspecify.annotations.NullMarked;
