import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.core.compare.Comparison;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.figures.ComparisonFigure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.icl4j.solvers.linear.LeastSquares;
import org.icl4j.solvers.linear.RidgeRegression;

/** Four learners on the same tasks, with intervals, as a table and as a figure. */
public final class CompareLearners {

    private CompareLearners() {}

    public static void main(String[] args) throws Exception {
        ComparisonResult result = Comparison.on(RegressionTasks.linear(5).withNoise(0.3).source(20, 1), 200, 0)
                .add("ridge", RidgeRegression.of(0.09))
                .add("least squares", LeastSquares.withDefaults())
                .add("12 layers of descent", DescentTransformer.of(5, 0.5, 12).learner())
                .add("4 layers of descent", DescentTransformer.of(5, 0.5, 4).learner())
                .run();
        result.print(System.out);
        Path figure = Files.createTempDirectory("icl4j").resolve("comparison.svg");
        ComparisonFigure.of(result).writeTo(figure);

        Show.check(Files.size(figure) > 0, "no figure");
        Show.check(result.difference("4 layers of descent").low() > 0, "four layers are as good as ridge regression");
    }
}
