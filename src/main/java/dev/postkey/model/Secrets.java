package dev.postkey.model;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Random values that nobody can guess: the Java twin of Python's {@code secrets} module, with its
 * names in Java spelling and its results, plus what Postkey needs beyond them. Where Python raises
 * {@code ValueError}, an {@link IllegalArgumentException} is thrown.
 *
 * <p>Safe for use by many threads, and never waits for entropy, so that it may be called on an
 * event loop.
 */
public final class Secrets {
  /** Bytes that are drawn where nobody says how many; Python's default too. */
  public static final int DEFAULT_ENTROPY = 32;

  private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();
  private static final int BITS_PER_CHARACTER = 6;

  private final SecureRandom random;

  /**
   * @param random where all randomness comes from
   */
  public Secrets(SecureRandom random) {
    this.random = random;
  }

  /** Draws from the operating system's generator, which never blocks once the system is up. */
  public static Secrets system() {
    try {
      return new Secrets(SecureRandom.getInstance("NativePRNGNonBlocking"));
    } catch (NoSuchAlgorithmException e) {
      return new Secrets(new SecureRandom()); // Windows has no such file as /dev/urandom.
    }
  }

  /** {@value #DEFAULT_ENTROPY} random bytes. */
  public byte[] tokenBytes() {
    return tokenBytes(DEFAULT_ENTROPY);
  }

  /** {@code n} random bytes, none for 0. */
  public byte[] tokenBytes(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("a number of bytes is not negative");
    }
    byte[] bytes = new byte[n];
    random.nextBytes(bytes);
    return bytes;
  }

  /** {@value #DEFAULT_ENTROPY} random bytes as 64 lower-case hex digits. */
  public String tokenHex() {
    return tokenHex(DEFAULT_ENTROPY);
  }

  /** {@code n} random bytes as {@code 2n} lower-case hex digits. */
  public String tokenHex(int n) {
    return HexFormat.of().formatHex(tokenBytes(n));
  }

  /** {@value #DEFAULT_ENTROPY} random bytes as 43 url-safe characters. */
  public String tokenUrlsafe() {
    return tokenUrlsafe(DEFAULT_ENTROPY);
  }

  /**
   * {@code n} random bytes in url-safe Base64 (RFC 4648 section 5) without padding: ⌈4n/3⌉
   * characters of {@code A-Z a-z 0-9 - _}.
   */
  public String tokenUrlsafe(int n) {
    return URL_SAFE.encodeToString(tokenBytes(n));
  }

  /**
   * One of {@code items}, each as likely as any other.
   *
   * @throws IndexOutOfBoundsException when there are none, as Python's {@code IndexError}
   */
  public <T> T choice(List<T> items) {
    if (items.isEmpty()) {
      throw new IndexOutOfBoundsException("there is nothing to choose from");
    }
    return items.get(randbelow(items.size()));
  }

  /** An integer from 0 up to and without {@code bound}, each as likely as any other. */
  public int randbelow(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("an upper bound is positive");
    }
    return random.nextInt(bound);
  }

  /** As {@link #randbelow(int)}, for bounds of any size. */
  public BigInteger randbelow(BigInteger bound) {
    if (bound.signum() <= 0) {
      throw new IllegalArgumentException("an upper bound is positive");
    }
    BigInteger drawn;
    do { // Reducing modulo the bound would be biased; at most one draw on average is in vain.
      drawn = randbits(bound.bitLength());
    } while (drawn.compareTo(bound) >= 0);
    return drawn;
  }

  /** An integer of {@code k} random bits: from 0 up to and without 2^k. */
  public BigInteger randbits(int k) {
    if (k < 0) {
      throw new IllegalArgumentException("a number of bits is not negative");
    }
    return new BigInteger(k, random);
  }

  /**
   * A link token for {@link Token#parse}: {@value Token#LENGTH} url-safe characters, of which the
   * first names the partition and the others carry 252 random bits. With the choice that is left
   * for the first, 258 bits where there is one partition, 252 where there are 64 (requirement S1:
   * at least 250).
   *
   * @param partition from 0 up to and without {@code partitions}
   * @param partitions a divisor of 64
   */
  public String tokenIn(int partition, int partitions) {
    return inPartition(partition, partitions, Token.LENGTH);
  }

  /**
   * A request id for {@link RequestId}: as {@link #tokenIn}, with {@value RequestId#LENGTH}
   * characters, so at least 126 random bits.
   */
  public String idIn(int partition, int partitions) {
    return inPartition(partition, partitions, RequestId.LENGTH);
  }

  /**
   * That many words of the EFF's large word list, each drawn from all of it. The first call reads
   * the list from the class path.
   *
   * @param words at least 1
   */
  public Passphrase passphrase(int words) {
    if (words < 1) {
      throw new IllegalArgumentException("a passphrase has at least one word");
    }
    return new Passphrase(Stream.generate(() -> choice(WordList.words())).limit(words).toList());
  }

  /**
   * Whether two secrets are equal, in a time that does not tell where they differ (requirement
   * S16).
   *
   * @throws NullPointerException when either is missing, also when both are: no secret at all never
   *     equals no secret at all
   */
  public static boolean compareDigest(byte[] a, byte[] b) {
    return MessageDigest.isEqual(requireNonNull(a), requireNonNull(b));
  }

  /**
   * As {@link #compareDigest(byte[], byte[])}, for texts in ASCII. Others are refused, as Python
   * refuses them with {@code TypeError}: one text has several encodings, so encode it first.
   */
  public static boolean compareDigest(String a, String b) {
    return compareDigest(ascii(a), ascii(b));
  }

  private static byte[] ascii(String text) {
    if (!Ascii.isAscii(text)) {
      throw new IllegalArgumentException("only ASCII texts can be compared");
    }
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private String inPartition(int partition, int partitions, int length) {
    int alphabet = UrlSafe.ALPHABET.length();
    if (partitions < 1 || alphabet % partitions != 0) {
      throw new IllegalArgumentException("a number of partitions divides 64");
    }
    if (partition < 0 || partition >= partitions) {
      throw new IllegalArgumentException("there is no such partition");
    }
    char first = UrlSafe.ALPHABET.charAt(partition + partitions * randbelow(alphabet / partitions));
    int rest = length - 1;
    int bytes = (rest * BITS_PER_CHARACTER + Byte.SIZE - 1) / Byte.SIZE;
    return first + tokenUrlsafe(bytes).substring(0, rest);
  }
}
