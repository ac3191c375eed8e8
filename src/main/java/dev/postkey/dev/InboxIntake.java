package dev.postkey.dev;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;

/** Takes one mail of one SMTP session, on that session's thread. */
final class InboxIntake implements MessageHandler {
  private static final Logger LOG = LoggerFactory.getLogger(InboxIntake.class);

  private final InboxStore store;

  InboxIntake(InboxStore store) {
    this.store = store;
  }

  @Override
  public void from(String sender) {}

  @Override
  public void recipient(String recipient) {}

  /**
   * Stores the mail before it is acknowledged.
   *
   * @throws RejectException 552 when it is too large, 452 when the disk does not take it
   */
  @Override
  public String data(InputStream data) throws RejectException, IOException {
    byte[] raw = data.readNBytes(Inbox.MAX_BYTES + 1);
    if (raw.length > Inbox.MAX_BYTES) {
      // The rest must be read: the server would take what is left of it for commands.
      data.transferTo(OutputStream.nullOutputStream());
      throw new RejectException(552, "5.3.4 A mail may have " + Inbox.MAX_BYTES + " bytes");
    }
    return "2.0.0 Kept as " + keep(raw).id();
  }

  private InboxMessage keep(byte[] raw) throws RejectException {
    try {
      return store.add(raw);
    } catch (IOException e) {
      LOG.error("inbox_write_failed", e);
      throw new RejectException(452, "4.3.1 The inbox cannot write to its folder");
    }
  }

  @Override
  public void done() {}
}
