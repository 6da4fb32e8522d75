package org.icl4j.solvers.nystrom;

import java.util.Arrays;
import org.icl4j.core.Randoms;

/** How pivots are chosen. */
interface Pivoting {

    /** The next pivots to consider, at most {@code room} that may be taken; empty where there are none left. */
    int[] propose(double[] residual, int room);

    /** Whether to take a proposal whose residual was {@code before} when it was proposed and is {@code now}. */
    boolean accept(double before, double now);

    /** Drawn with probability proportional to the residual; rejection makes a block as good as one at a time. */
    final class Random implements Pivoting {

        private final Randoms randoms;
        private final int block;

        Random(Randoms randoms, int block) {
            this.randoms = randoms;
            this.block = block;
        }

        @Override
        public int[] propose(double[] residual, int room) {
            double[] cumulative = new double[residual.length];
            double sum = 0;
            for (int i = 0; i < residual.length; i++) {
                sum += residual[i];
                cumulative[i] = sum;
            }
            if (!(sum > 0)) {
                return new int[0];
            }
            int[] proposals = new int[Math.min(block, room)];
            for (int p = 0; p < proposals.length; p++) {
                int found = Arrays.binarySearch(cumulative, randoms.uniform() * sum);
                int index = Math.min(found >= 0 ? found + 1 : -found - 1, residual.length - 1);
                while (index > 0 && residual[index] == 0) {
                    index--;
                }
                proposals[p] = index;
            }
            return proposals;
        }

        @Override
        public boolean accept(double before, double now) {
            return randoms.uniform() * before < now;
        }
    }

    /** The greatest residual. */
    final class Greedy implements Pivoting {

        @Override
        public int[] propose(double[] residual, int room) {
            int greatest = 0;
            for (int i = 1; i < residual.length; i++) {
                if (residual[i] > residual[greatest]) {
                    greatest = i;
                }
            }
            return residual[greatest] > 0 ? new int[] {greatest} : new int[0];
        }

        @Override
        public boolean accept(double before, double now) {
            return true;
        }
    }

    /** Given ones, all of them. */
    final class Given implements Pivoting {

        private final int[] centres;
        private final int block;
        private int done;

        Given(int[] centres, int block) {
            this.centres = centres.clone();
            this.block = block;
        }

        @Override
        public int[] propose(double[] residual, int room) {
            int from = done;
            done = Math.min(centres.length, done + Math.min(block, room));
            return Arrays.copyOfRange(centres, from, done);
        }

        @Override
        public boolean accept(double before, double now) {
            return true;
        }
    }
}
