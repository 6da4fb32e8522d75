import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.icl4j.attention.layers.ArrayPass;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.ArrayObjective;
import org.icl4j.attention.train.Trainer;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Trains layers on tasks of one's own, with a loss of one's own, in ND4J arrays. */
public final class TrainOnArrays {

    // A task is the line y = x or y = -x, and nine points of it. The layers see eight, and the x of the ninth.
    private static final int TASKS = 32;
    private static final int LENGTH = 9;

    private TrainOnArrays() {}

    public static void main(String[] args) {
        Transformer model = Transformer.softmax().layers(1).width(16).heads(2).format(PromptFormat.pairs(1, 1)).build();
        ArrayPass pass = ArrayPass.of(model.layer(), model.layout());
        ArrayObjective<INDArray> objective =
                new ArrayObjective<>(pass, (parameters, points, gradient) -> loss(pass, points));
        double[] parameters = model.initialParameters(Randoms.of(1));
        INDArray batch = Nd4j.zeros(DataType.DOUBLE, TASKS, LENGTH, 2);
        TrainingReport report = Trainer.steps(300)
                .withOptimiser(Adam.defaults().withLearningRate(3e-3))
                .withTraceEvery(100)
                .train(objective, parameters, batch, TrainOnArrays::draw, Randoms.of(2), Progress.NONE);
        double first = report.trace().get(0);

        System.out.printf("mean loss of the first 100 steps %.2f, of the last %.2f%n", first, report.finalLoss());
        // Whoever answers 0 has the loss E y^2 = 1: half of it takes reading the context.
        Show.check(report.finalLoss() < 0.5 && report.finalLoss() < first, "training did not reduce the loss");
    }

    /** The mean of (answer - y)^2 over the tasks; its gradient in an answer is 2 (answer - y) / TASKS, and 0 in all other outputs. */
    private static double loss(ArrayPass pass, INDArray points) {
        INDArray tokens = points.dup('c');
        tokens.get(all(), point(LENGTH - 1), point(1)).assign(0);
        Sequences shape = new Sequences(TASKS, LENGTH, LENGTH - 1);
        INDArray answers = pass.forward(tokens.reshape(-1, 2), shape).reshape(TASKS, LENGTH).getColumn(LENGTH - 1);
        INDArray errors = answers.sub(points.get(all(), point(LENGTH - 1), point(1)));
        INDArray slopes = Nd4j.zeros(DataType.DOUBLE, TASKS, LENGTH);
        slopes.getColumn(LENGTH - 1).assign(errors.mul(2.0 / TASKS));
        pass.backward(slopes.reshape(-1, 1));
        return errors.mul(errors).meanNumber().doubleValue();
    }

    private static void draw(INDArray points, Randoms randoms) {
        INDArray x = Nd4j.createFromArray(randoms.gaussians(TASKS, LENGTH));
        INDArray slope = Transforms.sign(Nd4j.createFromArray(randoms.gaussians(TASKS, 1)));
        points.get(all(), all(), point(0)).assign(x);
        points.get(all(), all(), point(1)).assign(x.mulColumnVector(slope));
    }
}
