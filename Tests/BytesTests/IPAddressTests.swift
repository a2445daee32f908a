import Bytes
import Testing

@Suite(.timeLimit(.minutes(1))) struct IPAddressTests {
  @Test(
    arguments: [
      ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("::ffff:8.8.8.8", "8.8.8.8"),
      ("64:ff9b::8.8.8.8", "64:ff9b::808:808"),
      ("2002:808:808::1", "2002:808:808::1"), ("::ffff:808:808", "8.8.8.8"), ("FE80::1", "fe80::1"),
      ("0127.0.0.1", nil),
      ("127.1", nil),
      ("127.0.0.+1", nil), ("127.0.0.256", nil), ("1.2.3.4.5", nil), ("", nil), ("[::1]", nil), ("fe80::1%eth0", nil),
      ("١27.0.0.1", nil), ("127.0.0.1 ", nil), ("1..2.3", nil), ("0x7f.0.0.1", nil),
    ] as [(String, String?)])
  func readsOrdinaryNotationAlone(text: String, canonical: String?) {
    #expect(IPAddress(text)?.description == canonical)
  }

  @Test(
    arguments: [
      ("127.9.9.9", .loopback), ("::1", .loopback), ("::ffff:127.0.0.1", .loopback), ("10.1.2.3", .privateNetwork),
      ("172.16.0.1", .privateNetwork), ("172.32.0.1", .other), ("192.168.9.9", .privateNetwork),
      ("169.254.169.254", .linkLocal), ("fe80::1", .linkLocal), ("febf::1", .linkLocal), ("fec0::1", .other),
      ("fd00:ec2::254", .linkLocal), ("fd00::1", .privateNetwork), ("64:ff9b::a9fe:a9fe", .linkLocal),
      ("2002:a9fe:a9fe::1", .linkLocal), ("::a9fe:a9fe", .linkLocal), ("64:ff9b::6464:64c8", .linkLocal),
      ("100.100.100.200", .linkLocal), ("168.63.129.16", .linkLocal), ("fd20:ce::254", .linkLocal),
      // What a gateway elsewhere makes of it is not this machine.
      ("64:ff9b::7f00:1", .other), ("2002:7f00:1::1", .other), ("2002:a00:1::1", .other), ("::127.0.0.1", .other),
      ("100.100.100.201", .other), ("0.0.0.0", .other), ("::", .other), ("8.8.8.8", .other), ("2001:db8::1", .other),
    ] as [(String, IPAddress.Scope)])
  func knowsItsNetwork(text: String, scope: IPAddress.Scope) {
    #expect(IPAddress(text)?.scope == scope)
  }
}
