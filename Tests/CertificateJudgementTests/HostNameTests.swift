import CertificateJudgement
import FaultCatalogue
import Testing

@Suite struct HostNameTests {
    @Test(
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("::", "::"), ("fe80::1%eth0", "fe80::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
            ("::ffff:10.0.0.1", "::ffff:a00:1"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
            ("1::", "1::"),
        ])
    func `an address is read as people write it, and written in one way [RFC 5952]`(
        text: String, written: String
    ) throws {
        let bytes = try #require(AddressText.bytes(of: text))
        #expect(AddressText.text(of: bytes) == written)
        #expect(HostName(text) == .address(bytes))
    }

    @Test(
        arguments: [
            "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", "::1::", ":1", "1:2:3",
            "12345::", "1:2:3:4:5:6:7:8:9", "1::2:3:4:5:6:7:8:9", "", ":", "+1.2.3.4",
        ])
    func `what is no address is a name`(text: String) {
        #expect(AddressText.bytes(of: text) == nil)
    }

    @Test func `brackets, capitals and the last dot of a host do not count`() {
        #expect(HostName("[::1]") == .address([UInt8](repeating: 0, count: 15) + [1]))
        #expect(HostName("Pi.Lab.") == .domain("pi.lab"))
    }

    @Test(
        arguments: [
            ("plain/path.crt", "plain/path.crt"), ("two words", "'two words'"), ("", "''"),
            ("it's", "'it'\\''s'"), ("a\nb", "'a?b'"), ("$(x)", "'$(x)'"),
        ])
    func `a word of a command means itself to the shell`(text: String, word: String) {
        #expect("\(ShellWord(text))" == word)
    }
}
