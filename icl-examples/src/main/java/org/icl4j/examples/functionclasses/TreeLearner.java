package org.icl4j.examples.functionclasses;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.tribuo.MutableDataset;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * A regression tree (CART: each split is the one that lowers the squared error most) by the library Tribuo, as an in-context learner.
 *
 * @param depth the greatest depth
 */
record TreeLearner(int depth) implements InContextLearner<Predictor> {

    private static final RegressionFactory REGRESSION = new RegressionFactory();

    TreeLearner {
        Require.positive("depth", depth);
    }

    @Override
    public Predictor fit(Context context) {
        int d = context.inputs().width();
        String[] names = new String[d];
        for (int j = 0; j < d; j++) {
            names[j] = "x" + j;
        }
        double[] y = context.targets().column(0);
        if (y.length < 2) {
            // One example is a tree of one leaf; Tribuo asks for two.
            return Predictor.of(d, 1, q -> y.clone());
        }
        MutableDataset<Regressor> examples =
                new MutableDataset<>(new SimpleDataSourceProvenance("context", REGRESSION), REGRESSION);
        double[][] x = context.inputs().toRows();
        for (int i = 0; i < y.length; i++) {
            examples.add(new ArrayExample<>(new Regressor("y", y[i]), names, x[i]));
        }
        TreeModel<Regressor> tree =
                new CARTRegressionTrainer(depth, 1, 0, 1, new MeanSquaredError(), 0).train(examples);
        Regressor none = new Regressor("y", Double.NaN);
        return Predictor.of(
                d,
                1,
                q -> tree.predict(new ArrayExample<>(none, names, q))
                        .getOutput()
                        .getValues());
    }
}
