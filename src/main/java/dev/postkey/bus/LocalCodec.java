package dev.postkey.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands {@link BusMessage}s over as they are, and refuses to put them on any wire. */
final class LocalCodec implements MessageCodec<BusMessage, BusMessage> {
  static final String NAME = "postkey.local";

  @Override
  public BusMessage transform(BusMessage message) {
    return message;
  }

  @Override
  public void encodeToWire(Buffer buffer, BusMessage message) {
    throw new UnsupportedOperationException("bus messages never leave the process");
  }

  @Override
  public BusMessage decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException("bus messages never leave the process");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
