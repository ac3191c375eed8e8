package dev.postkey.manage;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ReadTrail;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Subject;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;

/**
 * {@code POST /api/audit}: what happened to an address. The address stands in the body, since URLs
 * end up in logs; the body must be JSON, which no form of a page from elsewhere can send.
 */
final class AuditRoute {
  private static final int MOST_BYTES = 4 * 1024;

  private final Bus bus;

  AuditRoute(Bus bus) {
    this.bus = bus;
  }

  void mount(Router router) {
    router
        .post("/api/audit")
        .consumes("application/json")
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
        .handler(this::audit);
  }

  private void audit(RoutingContext context) {
    ReadTrail question;
    try {
      question = question(new JsonObject(context.body().asString()));
    } catch (IllegalArgumentException e) {
      refuse(context, 400, e.getMessage());
      return;
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      refuse(context, 400, "Send {\"email\": \"ann@example.com\"}, and \"app\" for one app only.");
      return;
    }
    bus.ask(Addresses.TRAIL, question)
        .onSuccess(trail -> ManagementVerticle.answer(context, 200, json(trail)))
        .onFailure(error -> refuse(context, 503, "Redis cannot be worked with."));
  }

  private static ReadTrail question(JsonObject body) {
    Optional<AppId> app = Optional.ofNullable(body.getString("app")).map(AppId::new);
    String subject = body.getString("subject");
    return new ReadTrail(
        app,
        new Subject(
            subject == null ? EmailAddress.parse(body.getString("email")).value() : subject));
  }

  private static JsonObject json(ReadTrail.Trail trail) {
    JsonArray entries = new JsonArray();
    trail.entries().forEach(entry -> entries.add(entry.toJson()));
    return new JsonObject().put("entries", entries);
  }

  private static void refuse(RoutingContext context, int status, String why) {
    context.response().putHeader(HttpHeaders.CONNECTION, "close");
    ManagementVerticle.answer(context, status, new JsonObject().put("error", why));
  }
}
