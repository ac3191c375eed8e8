package dev.postkey.support;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.time.Duration;

/** A running {@code java -jar postkey.jar …} and what it says. */
public final class PostkeyProcess {
  private final Process process;
  private final Output out;
  private final Output err;

  PostkeyProcess(Process process, Output out, Output err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  public Output out() {
    return out;
  }

  public Output err() {
    return err;
  }

  public boolean running() {
    return process.isAlive();
  }

  /** Waits for its end and returns its exit code. */
  public int exitCode() throws InterruptedException {
    return exitCode(Eventually.PATIENCE);
  }

  /** As {@link #exitCode()}, for an end that must come within {@code limit}. */
  public int exitCode(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toNanos(), NANOSECONDS)) {
      throw new AssertionError("still running after " + limit);
    }
    return process.exitValue();
  }

  /** Asks it to stop: SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGINT to it and its process group, as a terminal does it on Ctrl-C. */
  public void interruptGroup() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("sh", "-c", "kill -s INT -- -" + process.pid()).start();
    if (!kill.waitFor(10, SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("there is no process group " + process.pid());
    }
  }

  /** SIGKILL: it can do nothing about it. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
