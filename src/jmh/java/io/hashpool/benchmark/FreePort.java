package io.hashpool.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Prints a port that is free at this moment, for a program that can't choose one itself. */
public final class FreePort {
  private FreePort() {}

  /** Takes nothing. */
  public static void main(String[] args) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(socket.getLocalPort());
    }
  }
}
