package io.hashpool.feed;

import io.hashpool.stats.PoolService;
import io.hashpool.stats.ServiceType;
import java.io.IOException;

/** Reads the elements of {@code services}. For one thread. */
final class ServiceReader extends RowReader<PoolService> {
  static final String ARRAY = "services";

  private ServiceType type = ServiceType.POOL;
  private String address = "";

  ServiceReader() {
    super("", 2, "service_type", "address");
  }

  @Override
  void readField(String name, FieldSet seen, WireReader in)
      throws IOException, LineRefusedException {
    switch (name) {
      case "service_type" -> {
        seen.add(0, in);
        type =
            ServiceType.fromLabel(in.string(name))
                .orElseThrow(() -> in.invalid(name, "is none of Pool, Mint, JobDeclarator"));
      }
      case "address" -> {
        seen.add(1, in);
        address = in.string(name);
      }
      default -> in.parser().skipChildren();
    }
  }

  @Override
  PoolService row(WireReader in) {
    return new PoolService(type, address);
  }
}
