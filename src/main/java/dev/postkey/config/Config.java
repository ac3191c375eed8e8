package dev.postkey.config;

import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Network;
import dev.postkey.model.Rate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything an operator can say, valid and complete: read once by {@link ConfigLoader}, immutable,
 * passed on as records. {@code conf/postkey.yaml} explains every field.
 */
public record Config(
    Http http,
    Management management,
    Redis redis,
    Smtp smtp,
    Outbox outbox,
    Journal journal,
    Secrets secrets,
    Map<AppId, App> apps) {

  public Config {
    apps = Map.copyOf(apps);
  }

  /**
   * @throws IllegalArgumentException when there is no such app
   */
  public App app(AppId id) {
    App app = apps.get(id);
    if (app == null) {
      throw new IllegalArgumentException("no such app: " + id);
    }
    return app;
  }

  /** The same, with another Redis. */
  public Config with(Redis other) {
    return new Config(http, management, other, smtp, outbox, journal, secrets, apps);
  }

  /** The public port. {@code trustedProxies} are addresses or CIDR blocks. */
  public record Http(
      String host,
      int port,
      URI publicUrl,
      List<String> trustedProxies,
      int maxConcurrent,
      int maxConnections,
      Duration idleTimeout) {}

  /** The operator's port. A token is demanded on any address but loopback. */
  public record Management(String host, int port, Optional<Secret> token) {
    /** True when only this machine can reach it. */
    public boolean isLoopback() {
      return Hosts.isLoopback(host);
    }
  }

  /**
   * Where the truth is kept: a server, or one that Postkey runs itself in a folder.
   *
   * @param url {@code redis://} or {@code rediss://}, with user and password if need be; empty when
   *     embedded
   * @param embedded the folder of an embedded server
   * @param waitReplicas how many replicas must have what a caller is promised
   * @param waitTimeout how long they are waited for
   */
  public record Redis(
      Optional<Secret> url,
      Optional<Path> embedded,
      int partitions,
      Duration commandTimeout,
      int maxPending,
      int waitReplicas,
      Duration waitTimeout) {
    /** The same settings for the server at {@code address}. */
    public Redis at(Secret address) {
      return new Redis(
          Optional.of(address),
          Optional.empty(),
          partitions,
          commandTimeout,
          maxPending,
          waitReplicas,
          waitTimeout);
    }
  }

  /** The relays in the order in which they are tried, and the time that all of one attempt take. */
  public record Smtp(List<Relay> relays, Duration attempt, String helo) {
    public Smtp {
      relays = List.copyOf(relays);
    }
  }

  /**
   * One SMTP server that takes mail for any recipient.
   *
   * @param connections to it at once
   * @param rate how many mails it may get from this node, if that is limited
   */
  public record Relay(
      String host,
      int port,
      Optional<String> user,
      Optional<Secret> password,
      Tls tls,
      int connections,
      Optional<Rate> rate) {
    /** For logs: where it is, not how to log in. */
    public String name() {
      return host + ":" + port;
    }

    /** Without the user, who is often named by a full address. */
    @Override
    public String toString() {
      return "Relay[" + name() + ", tls=" + tls + "]";
    }
  }

  /** What protects the connection to a relay. */
  public enum Tls {
    /** STARTTLS, or nothing is sent. */
    REQUIRED,
    /** TLS from the first byte. */
    IMPLICIT,
    /** None; allowed for loopback without being asked for. */
    NONE
  }

  /**
   * @param slots how many jobs are worked on at once
   * @param maxJobs how many jobs may wait in all; more are answered 503
   */
  public record Outbox(
      Duration lease, Duration giveUpAfter, Backoff backoff, int slots, int maxJobs) {}

  /** Waits between attempts: the first, doubling up to the longest, with full jitter. */
  public record Backoff(Duration first, Duration max) {}

  /** How long the trail of an address is kept; zero: there is none. */
  public record Journal(Duration keep) {}

  /**
   * @param sealKeys the first seals, all open
   * @param indexKey for what must be found again; never changes
   */
  public record Secrets(List<SealKey> sealKeys, Secret indexKey) {
    public Secrets {
      sealKeys = List.copyOf(sealKeys);
    }
  }

  /** A named AES key of 32 bytes, in Base64. */
  public record SealKey(String id, Secret key) {}

  /** One application, with its own token, mail and limits or those of everybody. */
  public record App(
      AppId id,
      String name,
      List<ApiKey> apiKeys,
      LinkTemplate link,
      Set<String> allowedOrigins,
      Accounts accounts,
      Challenge challenge,
      Token token,
      Mail mail,
      Limits limits) {
    public App {
      apiKeys = List.copyOf(apiKeys);
      allowedOrigins = Set.copyOf(allowedOrigins);
    }
  }

  /**
   * The work that browsers have to prove when an app is asked too often.
   *
   * @param above how many requests are let in without it; if left out, all
   * @param difficulty the most numbers that have to be tried
   */
  public record Challenge(Optional<Rate> above, int difficulty) {}

  /**
   * @param sha256 the key's hash, 64 hex digits in lower case
   */
  public record ApiKey(String name, String sha256, Set<Scope> scopes) {
    public ApiKey {
      scopes = Set.copyOf(scopes);
    }
  }

  /** What an API key may do. */
  public enum Scope {
    REQUEST,
    READ,
    CONSUME,
    REVOKE,
    MINT,
    ADMIN
  }

  /**
   * Where an app's accounts live.
   *
   * @param webhook whom to ask, where {@code type} is {@link Type#WEBHOOK}
   */
  public record Accounts(Type type, Optional<Webhook> webhook) {
    public static final Accounts TRUSTED = new Accounts(Type.TRUSTED, Optional.empty());

    public static Accounts of(Webhook webhook) {
      return new Accounts(Type.WEBHOOK, Optional.of(webhook));
    }

    public enum Type {
      /** The caller's back end knows. */
      TRUSTED,
      /** The application is asked. */
      WEBHOOK
    }

    /** Whether we look accounts up ourselves, so that a caller need not be trusted. */
    public boolean isConnector() {
      return type != Type.TRUSTED;
    }
  }

  /**
   * The application's own answer to whose an address is.
   *
   * @param secrets {@code whsec_} and Base64, one or two: each signs
   * @param network where the name in {@code url} may lead
   */
  public record Webhook(URI url, List<Secret> secrets, Network network) {
    public Webhook {
      secrets = List.copyOf(secrets);
    }
  }

  /** How long a link works, and whether a newer request replaces an older one's. */
  public record Token(Duration ttl, Outstanding outstanding) {
    public enum Outstanding {
      ALL,
      NEWEST
    }
  }

  /**
   * @param from the sender's address
   * @param fromName the sender's name, may be empty
   * @param replyTo where answers go, if anywhere
   * @param zone the time zone in which a mail tells when the link ends
   * @param templates a folder whose files replace the built-in ones
   * @param dkim in whose name mails are signed, if they are
   */
  public record Mail(
      EmailAddress from,
      String fromName,
      Optional<EmailAddress> replyTo,
      ZoneId zone,
      Optional<Path> templates,
      Optional<Dkim> dkim) {}

  /**
   * In whose name mails are signed (RFC 6376).
   *
   * @param domain that of the sender, or one above it
   * @param selector which of the domain's keys this is
   * @param key an RSA key of 2048 to 3072 bits: PKCS#8 in Base64, on one line
   */
  public record Dkim(String domain, String selector, Secret key) {}

  public record Limits(Rate perClient, Rate perKey, Rate perAccount, Optional<Rate> perDomain) {}
}
