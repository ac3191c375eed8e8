package dev.postkey.outbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What this node works on, counted by lane: by recipient domain, and by app where there are
 * several. Each lane gets a share only, so that a domain whose server takes a minute for a mail, or
 * an app that asks for thousands, leaves room for everybody else. Belongs to the outbox verticle's
 * event loop.
 */
final class Lanes {
  private final boolean appsToo;
  private final LongSupplier nanoTime;
  private final Map<String, Lane> underWay = new HashMap<>();
  private int domainShare = 1;
  private int appShare = 1;

  /** Jobs under way, when the last of the lane ended, and how long from one end to the next. */
  private static final class Lane {
    private int count;
    private long lastEnd;
    private long meanGap;
  }

  /**
   * @param appsToo whether an app is a lane; pointless where there is only one
   * @param nanoTime time that passes, as {@link System#nanoTime()} tells it
   */
  Lanes(boolean appsToo, LongSupplier nanoTime) {
    this.appsToo = appsToo;
    this.nanoTime = nanoTime;
  }

  /**
   * Shares out what can be sent at once, which is half the room, as some is prepared while other is
   * sent: a domain gets half of it, an app three quarters. So a stuck domain leaves something to
   * others of its app, and a stuck app to other apps.
   *
   * @param room how many jobs may be under way in all
   */
  Lanes sharing(int room) {
    domainShare = Math.max(1, room / 4);
    appShare = Math.max(1, room * 3 / 8);
    return this;
  }

  void enter(Job job) {
    for (String name : of(job)) {
      Lane lane = underWay.computeIfAbsent(name, unknown -> new Lane());
      if (lane.count++ == 0) {
        lane.lastEnd = nanoTime.getAsLong();
      }
    }
  }

  void leave(Job job) {
    long now = nanoTime.getAsLong();
    for (String name : of(job)) {
      Lane lane = underWay.get(name);
      lane.meanGap = (3 * lane.meanGap + now - lane.lastEnd) / 4;
      lane.lastEnd = now;
      if (--lane.count == 0) {
        underWay.remove(name);
      }
    }
  }

  private List<String> of(Job job) {
    String domain = "domain:" + job.lane();
    return appsToo ? List.of(domain, "app:" + job.app()) : List.of(domain);
  }

  /** What {@code claim.lua} wants to know of them, from its fifth argument on. */
  List<Object> arguments() {
    List<Object> arguments = new ArrayList<>(List.of(domainShare, appsToo ? appShare : 0));
    long now = nanoTime.getAsLong();
    underWay.forEach(
        (name, lane) -> {
          long gap = Math.max(lane.meanGap, now - lane.lastEnd);
          arguments.addAll(List.of(name, lane.count, gap / 1_000_000));
        });
    return arguments;
  }
}
