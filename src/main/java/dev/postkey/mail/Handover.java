package dev.postkey.mail;

import io.vertx.ext.mail.MailMessage;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * One message on its way to one relay, and the answer to the question that the mail client leaves
 * open: had it begun to send when it failed?
 *
 * <p>The client reads a message's text once, when it holds a connection that is greeted, encrypted
 * and logged in, and right before it sends {@code MAIL FROM}. Until then a message can be
 * withdrawn: the client then finds no text, and sends nothing. Without that, a message given up
 * while it waited for a slow relay could still leave later, its token withdrawn.
 *
 * <p>That moment is also the last at which a clock can be read: a message whose time to go is over
 * withdraws itself. So it does not leave when the whole process was stopped for longer than its
 * claim, and goes on when another node has taken over.
 */
final class Handover extends MailMessage {
  private enum State {
    WAITING,
    BEGUN,
    WITHDRAWN
  }

  /** What the mail client fails with when it comes to send a message that was withdrawn. */
  static final class Withdrawn extends RuntimeException {
    private static final long serialVersionUID = 1;

    Withdrawn() {
      super("the message was withdrawn", null, false, false);
    }
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final LongSupplier nanos;
  private volatile OptionalLong goesUntil = OptionalLong.empty();

  Handover(MailMessage message) {
    this(message, System::nanoTime);
  }

  /**
   * @param nanos a clock as {@link System#nanoTime}
   */
  Handover(MailMessage message, LongSupplier nanos) {
    super(message);
    this.nanos = nanos;
  }

  /** From {@code moment}, of {@link System#nanoTime}, on it does not go any more. */
  void goesUntil(long moment) {
    goesUntil = OptionalLong.of(moment);
  }

  /**
   * Makes sure that nothing of the message is sent any more.
   *
   * @return false when it is too late for that
   */
  boolean withdraw() {
    return state.compareAndSet(State.WAITING, State.WITHDRAWN) || withdrawn();
  }

  /** True when nothing of the message was or will be sent. */
  boolean withdrawn() {
    return state.get() == State.WITHDRAWN;
  }

  /** True once {@code MAIL FROM} may have been sent. */
  boolean begun() {
    return state.get() == State.BEGUN;
  }

  /** Called by the mail client when it is about to send. */
  @Override
  public String getText() {
    if (isLate()) {
      withdraw();
    }
    if (!state.compareAndSet(State.WAITING, State.BEGUN) && !begun()) {
      throw new Withdrawn();
    }
    return super.getText();
  }

  private boolean isLate() {
    OptionalLong until = goesUntil;
    return until.isPresent() && nanos.getAsLong() - until.getAsLong() >= 0;
  }
}
