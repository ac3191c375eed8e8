package dev.postkey.blind;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Others who ask without end while somebody measures. */
final class Crowd {
  private static final int CALLERS = 4;
  private static final int OUT_OF_REACH = 5_000_000;

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean enough;

  Crowd(int port) {
    for (int i = 0; i < CALLERS; i++) {
      int first = OUT_OF_REACH + i * 1_000_000;
      Thread thread = new Thread(() -> ask(port, first), "crowd-" + i);
      thread.start();
      threads.add(thread);
    }
  }

  private void ask(int port, int first) {
    try (Caller caller = new Caller(port)) {
      Kind[] kinds = Kind.values();
      for (int i = first; !enough; i++) {
        caller.ask(kinds[i % kinds.length].email(i));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void leave() throws InterruptedException {
    enough = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
