package dev.postkey.dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of one embedded server, claimed for this process until it is closed: data, binary,
 * configuration, log, pid file and lock file.
 *
 * <p>The claim is a lock of the operating system, so it ends with the process however that ends;
 * the lock file stays, since deleting it would let two starts lock two different files.
 */
final class RedisFolder implements AutoCloseable {
  /**
   * What this process has claimed. A second look at the lock file from the same process must be
   * avoided altogether: closing any descriptor of a file drops all POSIX locks that the process
   * holds on it.
   */
  private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;

  private RedisFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the folder if need be and claims it.
   *
   * @throws EmbeddedRedisException when it is in use by another start, here or in another process,
   *     or cannot be made or written
   */
  static RedisFolder claim(Path folder) {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      throw new EmbeddedRedisException(
          "the embedded Redis needs Linux or macOS: on Windows run Postkey in WSL,"
              + " or set redis.url to a server of your own");
    }
    try {
      return claimReal(made(folder).toRealPath());
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static Path made(Path folder) throws IOException {
    // The check lets a link to a folder pass, which createDirectories refuses up to Java 18.
    return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, mode("rwx------"));
  }

  private static RedisFolder claimReal(Path path) throws IOException {
    if (!CLAIMED.add(path)) {
      throw inUse(path);
    }
    try {
      return new RedisFolder(path, locked(path));
    } catch (IOException | RuntimeException e) {
      CLAIMED.remove(path);
      throw e;
    }
  }

  private static FileChannel locked(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve("redis.lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            mode("rw-------"));
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(path);
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static EmbeddedRedisException inUse(Path path) {
    return new EmbeddedRedisException(
        "the folder " + path + " is in use by another Postkey: stop that one or choose another");
  }

  /** The sentence for a folder that cannot be used because of {@code e}. */
  static EmbeddedRedisException unusable(Path folder, IOException e) {
    return new EmbeddedRedisException(
        "the embedded Redis cannot use its folder " + folder + ": " + reason(e), e);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "it may not be read and written by this user";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it is not a folder";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  /** The real path, the same however the folder was named. */
  Path path() {
    return path;
  }

  Path conf() {
    return path.resolve("redis.conf");
  }

  Path log() {
    return path.resolve("redis.log");
  }

  Path pidFile() {
    return path.resolve("redis.pid");
  }

  /** Only after its process has ended. */
  void deletePidFile() throws IOException {
    Files.deleteIfExists(pidFile());
  }

  /** Writes a file that nobody else may read, instead of one that may be there. */
  void writePrivately(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, mode("rw-------"));
    Files.writeString(file, text);
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /** Gives the folder free. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw unusable(path, e);
    } finally {
      CLAIMED.remove(path);
    }
  }
}
