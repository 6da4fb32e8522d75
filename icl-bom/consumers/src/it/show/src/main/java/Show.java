/** Runs the programs of this project one after the other. */
public final class Show {

    private Show() {}

    public static void main(String[] args) throws Exception {
        FitSelectSave.main(args);
        OwnKernel.main(args);
        TrainOnArrays.main(args);
        CompareLearners.main(args);
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
