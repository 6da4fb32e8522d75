/**
 * Kernel methods on fewer functions than points: approximations of low rank, how their centres are chosen, and ridge regression on
 * Nystrom centres or random features, streamed.
 */
@NullMarked
package org.icl4j.solvers.nystrom;

import org.jspecify.annotations.NullMarked;
