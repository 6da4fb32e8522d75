package org.icl4j.examples.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short texts of kernels that ask for much work. */
class HostileKernelsTest {

    @TempDir
    private Path directory;

    @Test
    void kernelsEndInTime() throws IOException {
        Path train = Files.writeString(directory.resolve("t.csv"), "a,y\n1,2\n2,3\n3,5\n4,8\n");
        Campaign campaign = new Campaign("kernels that ask for much work");
        for (int seed = 0; seed < Campaign.size(40); seed++) {
            String kernel = HostileKernels.text(new SplittableRandom(seed));
            campaign.icl("kernel " + kernel, "krr", "--train", train, "--ridge", 1, "--kernel", kernel);
        }
        campaign.end();
    }
}
