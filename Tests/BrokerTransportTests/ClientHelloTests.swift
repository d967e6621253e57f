import BrokerTransport
import Testing

struct ClientHelloTests {
    /// A hello as TLS 1.3 clients send it.
    private static func message(_ extensions: [UInt8], suites: [UInt8] = [0x13, 0x01]) -> [UInt8] {
        let body =
            [3, 3] + [UInt8](repeating: 7, count: 32) + [0] + block(suites) + [1, 0]
            + block(extensions)
        return [1, 0] + block(body)
    }

    private static func block(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
    }

    private static let name = block([0] + block(Array("broker.local".utf8)))
    private static let whole = message(
        [0, 0] + block(name) + [0, 43] + block([6, 0x1A, 0x1A, 3, 4, 3, 3])
            + [0, 10] + block(block([0, 29, 0, 23])) + [0, 13] + block(block([4, 3, 8, 4]))
            + [0, 16] + block(block([4] + Array("mqtt".utf8))),
        suites: [0x2A, 0x2A, 0x13, 0x01, 0xC0, 0x2B, 0x00, 0xFF])

    @Test func `names, versions, suites, groups and signatures are read`() throws {
        let hello = try #require(ClientHello(message: Self.whole))
        #expect(hello.serverName == "broker.local")
        #expect(hello.versions == [0x0304, 0x0303])
        #expect(hello.cipherSuites == [0x1301, 0xC02B])
        #expect(hello.groups == [29, 23])
        #expect(hello.signatureAlgorithms == [0x0403, 0x0804])
        #expect(hello.applicationProtocols == ["mqtt"])
    }

    @Test func `an old client's version is the one in its hello`() throws {
        let hello = try #require(ClientHello(message: Self.message([])))
        #expect(hello.versions == [0x0303])
        #expect(hello.serverName == nil && hello.groups == nil)
    }

    @Test func `a hello that is cut off anywhere says what is there`() {
        for count in 0..<Self.whole.count {
            let hello = ClientHello(message: Array(Self.whole.prefix(count)))
            #expect((hello == nil) == (count < 38))
        }
    }

    @Test func `a name cannot draw on a terminal or begin a line`() throws {
        let hostile = Array("a\n\u{1B}[2J\u{85}b".utf8)
        let name = Self.block([0] + Self.block(hostile))
        let hello = try #require(
            ClientHello(message: Self.message([0, 0] + Self.block(name))))
        #expect(hello.serverName == "a??[2J?b")
    }

    @Test func `what is no ClientHello is none`() {
        #expect(ClientHello(message: []) == nil)
        #expect(ClientHello(message: [2] + Self.whole.dropFirst()) == nil)
    }

    @Test func `certificates one behind the other come apart`() {
        let short: [UInt8] = [0x30, 2, 1, 1]
        let long: [UInt8] = [0x30, 0x82, 0x01, 0x00] + [UInt8](repeating: 0, count: 256)
        #expect(EncodedCertificates.split(short + long + short) == [short, long, short])
        #expect(EncodedCertificates.split(short + long.dropLast()) == [short])
        #expect(EncodedCertificates.split(short + [0x30, 0x80, 0, 0]) == [short])
        #expect(EncodedCertificates.split([0x30]).isEmpty)
        #expect(EncodedCertificates.split([]).isEmpty)
    }
}
