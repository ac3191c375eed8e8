package dev.postkey.support;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.bus.Bus;
import dev.postkey.bus.Fact;
import java.util.ArrayList;
import java.util.List;

/** Remembers every fact and lets a test wait for one, so that no test has to sleep. */
public final class Facts {
  private static final int TOLD = 20;

  private final List<Fact> seen = new ArrayList<>();

  public Facts(Bus bus) {
    bus.listen(this::add);
  }

  private synchronized void add(Fact fact) {
    seen.add(fact);
    notifyAll();
  }

  /** The first fact of this kind, for which it waits up to a minute. */
  public <T extends Fact> T await(Class<T> kind) throws InterruptedException {
    return await(kind, 1).get(0);
  }

  /** The first {@code count} facts of this kind. */
  public synchronized <T extends Fact> List<T> await(Class<T> kind, int count)
      throws InterruptedException {
    long end = System.nanoTime() + SECONDS.toNanos(60);
    while (of(kind).size() < count) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        List<Fact> last = seen.subList(Math.max(0, seen.size() - TOLD), seen.size());
        throw new AssertionError("no " + kind.getSimpleName() + " no. " + count + ", last " + last);
      }
      wait(left);
    }
    return of(kind).subList(0, count);
  }

  /** What has been seen of this kind so far. */
  public synchronized <T extends Fact> List<T> of(Class<T> kind) {
    return seen.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
