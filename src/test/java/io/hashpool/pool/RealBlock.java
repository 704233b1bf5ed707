package io.hashpool.pool;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A block of the Bitcoin main chain; that it hashes to what is said proves every field of it.
 *
 * @param transactions the coinbase without witness, and the ids of the others; where known
 */
record RealBlock(
    int height,
    BlockHeader header,
    String hash,
    int zeroBits,
    Optional<Transactions> transactions) {
  record Transactions(byte[] coinbase, List<Hash256> others) {}

  private static final String COINBASE_START = "0100000001" + "00".repeat(32) + "ffffffff";

  static final RealBlock GENESIS =
      block(
          0,
          1,
          "00".repeat(32),
          "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b",
          1231006505,
          0x1d00ffff,
          2083236893L,
          "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
          43,
          "4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e"
              + "206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2"
              + "052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6"
              + "49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000");

  static final RealBlock FIRST =
      block(
          1,
          1,
          GENESIS.hash,
          "0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098",
          1231469665,
          0x1d00ffff,
          2573394689L,
          "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048",
          32,
          "0704ffff001d0104ffffffff0100f2052a0100000043410496b538e853519c726a2c91e61ec11600ae1390813a"
              + "627c66fb8be7947be63c52da7589379515d4e0a604f8141781e62294721166bf621e73a82cbf2342c8"
              + "58eeac00000000");

  /** The first with a payment: one sibling in its path. */
  static final RealBlock FIRST_PAYMENT =
      block(
          170,
          1,
          "000000002a22cfee1f2c846adbd12b3e183d4f97683f85dad08a79780a84bd55",
          "7dac2c5666815c17a3b36427de37bb9d2e2c5ccec3f8633eb91a4205cb4c10ff",
          1231731025,
          0x1d00ffff,
          1889418792L,
          "00000000d1145790a8694403d4063f323d499e655c83426834d4ce2f8dd4a2ee",
          32,
          "0704ffff001d0102ffffffff0100f2052a01000000434104d46c4968bde02899d2aa0963367c7a6ce34eec33"
              + "2b32e42e5f3407e052d64ac625da6f0718e7b302140434bd725706957c092db53805b821a85b23a7ac"
              + "61725bac00000000",
          "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16");

  /** Four transactions: two siblings in its path. */
  static final RealBlock HUNDRED_THOUSANDTH =
      block(
          100_000,
          1,
          "000000000002d01c1fccc21636b607dfd930d31d01c3a62104612a1719011250",
          "f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766",
          1293623863,
          0x1b04864c,
          274148111L,
          "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506",
          46,
          "08044c86041b020602ffffffff0100f2052a010000004341041b0e8c2567c12536aa13357b79a073dc4444acb8"
              + "3c4ec7a0e2f99dd7457516c5817242da796924ca4e99947d087fedf9ce467cb9f7c6287078f801df27"
              + "6fdf84ac00000000",
          "fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
          "6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4",
          "e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d");

  static final List<RealBlock> ALL =
      List.of(
          GENESIS,
          FIRST,
          FIRST_PAYMENT,
          HUNDRED_THOUSANDTH,
          block(
              125_552,
              1,
              "00000000000008a3a41b85b8b29ad444def299fee21793cd8b9e567eab02cd81",
              "2b12fcf1b09288fcaff797d71e950e71ae42b91e8bdb2304758dfcffc2b620e3",
              1305998791,
              0x1a44b9f2,
              2504433986L,
              "00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d",
              67),
          block(
              277_316,
              2,
              "0000000000000002a7bbd25a417c0374cc55261021e8a9ca74442b01284f0569",
              "c91c008c26e50763e9f548bb8b2fc323735f73577effbc55502c51eb4cc7cf2e",
              1388185914,
              0x1903a30c,
              924591752L,
              "0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4",
              63),
          block(
              481_824,
              0x20000002,
              "000000000000000000cbeff0b533f8e1189cf09dfbebf57a8ebe349362811b80",
              "6438250cad442b982801ae6994edb8a9ec63c0a0ba117779fbe7ef7f07cad140",
              1503539857,
              0x18013ce9,
              575995682L,
              "0000000000000000001c8018d9cb3b742ef25114f27563e3fc4a1902167f9893",
              75),
          block(
              700_000,
              0x3fffe004,
              "0000000000000000000aa3ce000eb559f4143be419108134e0ce71042fc636eb",
              "1f8d213c864bfe9fb0098cecc3165cce407de88413741b0300d56ea0f4ec9c65",
              1631333672,
              0x170f48e4,
              2881644503L,
              "0000000000000000000590fc0f3eba193a278534220b2b37e9849e1a770ca959",
              77),
          block(
              840_000,
              0x2a5fe000,
              "0000000000000000000172014ba58d66455762add0512355ad651207918494ab",
              "031b417c3a1828ddf3d6527fc210daafcc9218e81f98257f88d4d43bd7a5894f",
              1713571767,
              0x17034219,
              3932395645L,
              "0000000000000000000320283a032748cef8227873ff4872689bf23f1cda83a5",
              78));

  Tip tip() {
    return new Tip(header.previousHash(), header.nBits(), header.time());
  }

  /** The version before the miner rolled its bits. */
  int unrolledVersion() {
    return header.version() & ~Job.VERSION_ROLLING_MASK;
  }

  @Override
  public String toString() {
    return "block " + height;
  }

  private static RealBlock block(
      int height,
      int version,
      String previous,
      String merkleRoot,
      int time,
      int nBits,
      long nonce,
      String hash,
      int zeroBits) {
    BlockHeader header =
        new BlockHeader(
            version,
            Hash256.ofDisplay(previous),
            Hash256.ofDisplay(merkleRoot),
            time,
            nBits,
            (int) nonce);
    return new RealBlock(height, header, hash, zeroBits, Optional.empty());
  }

  private static RealBlock block(
      int height,
      int version,
      String previous,
      String merkleRoot,
      int time,
      int nBits,
      long nonce,
      String hash,
      int zeroBits,
      String coinbaseRest,
      String... others) {
    RealBlock block =
        block(height, version, previous, merkleRoot, time, nBits, nonce, hash, zeroBits);
    byte[] coinbase = HexFormat.of().parseHex(COINBASE_START + coinbaseRest);
    List<Hash256> ids = List.of(others).stream().map(Hash256::ofDisplay).toList();
    return new RealBlock(
        height, block.header, hash, zeroBits, Optional.of(new Transactions(coinbase, ids)));
  }
}
