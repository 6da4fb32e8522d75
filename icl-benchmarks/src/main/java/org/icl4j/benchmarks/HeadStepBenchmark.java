package org.icl4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One training step of the learned-kernel head; run with {@code -prof gc} for the bytes that it allocates. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class HeadStepBenchmark {

    /** The width of the embeddings. */
    @Param({"64", "128"})
    public int width = 64;

    private HeadTraining.HeadSteps steps = new HeadTraining.HeadSteps(1);

    /** For JMH. */
    public HeadStepBenchmark() {}

    /** Makes the head. */
    @Setup
    public void prepare() {
        steps = new HeadTraining.HeadSteps(width);
    }

    /**
     * Sampling, loss, gradient and update.
     *
     * @return the loss
     */
    @Benchmark
    public double step() {
        return steps.run(1);
    }
}
