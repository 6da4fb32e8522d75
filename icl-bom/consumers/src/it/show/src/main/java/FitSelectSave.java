import java.nio.file.Files;
import java.nio.file.Path;
import org.icl4j.core.Context;
import org.icl4j.core.Randoms;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.select.KernelSelection;

/** Chooses a length scale and a ridge, fits, saves, loads. */
public final class FitSelectSave {

    private FitSelectSave() {}

    public static void main(String[] args) throws Exception {
        Context examples = examples();
        KernelSelection.Choice choice = KernelSelection.gaussian().withCentredTargets(true).choose(examples);
        KernelRidgeModel model = choice.learner().fit(examples);
        Path file = Files.createTempDirectory("icl4j").resolve("model.zip");
        model.save(file);
        double answer = KernelRidgeModel.load(file).predict(new double[] {0.5, -1});

        System.out.printf("%s, ridge %.2g: %.3f, the truth is %.3f%n", choice.kernel(), choice.ridge(), answer, Math.sin(1) - 1);
        Show.check(answer == model.predict(new double[] {0.5, -1}), "the loaded model answers other bits");
        // Four standard deviations of the noise of a single example: far more than the error of a fit to 200.
        Show.check(Math.abs(answer - (Math.sin(1) - 1)) < 0.4, "the answer is far from the truth");
    }

    private static Context examples() {
        Randoms randoms = Randoms.of(1);
        double[][] x = randoms.split("x").gaussians(200, 2);
        double[] y = new double[200];
        for (int i = 0; i < 200; i++) {
            y[i] = Math.sin(2 * x[i][0]) + x[i][1] + 0.1 * randoms.gaussian();
        }
        return Context.of(x, y);
    }
}
