package dev.postkey.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A redis-server that Postkey owns, for {@code redis.url: embedded:<folder>} (design section 8):
 * loopback only, a new password at each start, every write on disk before it is answered. Its data
 * outlives it in the folder.
 *
 * <p>It is stopped by {@link #stop} and by nothing else: it runs in a session of its own, where
 * Ctrl-C does not reach it, and no shutdown hook is registered here, so the caller can drain first.
 * When Postkey is killed it goes on as an orphan, until the next start on the folder stops it.
 *
 * <p>All methods block; none may be called on an event loop. {@link #stop} may be called from any
 * thread and more than once.
 */
public final class EmbeddedRedis {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);

  private final RedisFolder folder;
  private final RedisServer server;
  private boolean stopped;

  private EmbeddedRedis(RedisFolder folder, RedisServer server) {
    this.folder = folder;
    this.server = server;
  }

  /**
   * Starts a server on the data in {@code folder}, which is made (mode 0700) if it is not there,
   * and returns when it answers.
   *
   * @throws EmbeddedRedisException when the folder is in use or unusable, when no redis-server runs
   *     on this machine, or when the server ends or stays silent
   */
  public static EmbeddedRedis start(Path folder) {
    RedisFolder claimed = RedisFolder.claim(folder);
    try {
      return new EmbeddedRedis(claimed, serve(claimed));
    } catch (IOException e) {
      claimed.close();
      throw RedisFolder.unusable(folder, e);
    } catch (RuntimeException e) {
      claimed.close();
      throw e;
    }
  }

  /**
   * Where the server is that runs on {@code folder} just now, whoever started it; nothing when none
   * answers. A secret, as {@link #url} is.
   *
   * @throws EmbeddedRedisException when the folder cannot be read
   */
  public static Optional<String> urlOfRunning(Path folder) {
    try {
      return RedisConf.read(folder.resolve("redis.conf"))
          .filter(RedisGreeting::isAnswered)
          .map(RedisAccess::url);
    } catch (IOException e) {
      throw RedisFolder.unusable(folder, e);
    }
  }

  private static RedisServer serve(RedisFolder folder) throws IOException {
    stopOrphan(folder);
    RedisBinary binary = RedisBinaries.ofThisMachine().find(folder);
    RedisServer server = new RedisLaunch(folder, binary, RedisLaunch::freePort).launch();
    log.info(
        "embedded_redis_started folder={} version={} port={} pid={}",
        folder.path(),
        binary.version(),
        server.port(),
        server.process().pid());
    return server;
  }

  private static void stopOrphan(RedisFolder folder) throws IOException {
    RedisProcess orphan = RedisProcess.ofPidFile(folder).orElse(null);
    if (orphan != null) {
      if (!orphan.stop(RedisProcess.PATIENCE)) {
        throw new EmbeddedRedisException(
            "a redis-server of an earlier run still uses "
                + folder.path()
                + " and cannot be stopped: end process "
                + orphan.pid());
      }
      log.info("embedded_redis_orphan_stopped folder={} pid={}", folder.path(), orphan.pid());
    }
    folder.deletePidFile();
  }

  /**
   * Where it is, with its password: {@code redis://:password@127.0.0.1:port}. A secret, for the
   * Redis client alone.
   */
  public String url() {
    return server.access().url();
  }

  /**
   * Ends the server and gives the folder free, in this order. Every write that was answered is on
   * disk. At the latest after {@link RedisProcess#PATIENCE} the server is killed.
   */
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      if (server.process().stop(RedisProcess.PATIENCE)) {
        folder.deletePidFile();
        log.info("embedded_redis_stopped folder={}", folder.path());
      } else {
        log.error("embedded_redis_not_stopped pid={}", server.process().pid());
      }
    } catch (IOException e) {
      log.warn("embedded_redis_pid_file_left folder={}", folder.path(), e);
    } finally {
      folder.close();
    }
  }

  @Override
  public String toString() {
    return "EmbeddedRedis[folder=" + folder.path() + ", port=" + server.port() + "]";
  }
}
