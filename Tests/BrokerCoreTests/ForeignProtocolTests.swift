import BrokerCore
import Testing

struct ForeignProtocolTests {
    private static let openings: [(bytes: [UInt8], foreign: ForeignProtocol?)] = [
        ([0x10, 14, 0, 4], .mqtt), ([0x16, 3, 1, 2], .tls),
        (Array("GET / HTTP/1.1".utf8), .http), (Array("POST /".utf8), .http),
        (Array("PRI * HTTP/2.0".utf8), .http), (Array("PROXY TCP4".utf8), .proxy),
        ([0x0D, 0x0A, 0x0D, 0x0A, 0x00], .proxy), (Array("SSH-2.0-".utf8), .secureShell),
        ([0x16, 3, 1], nil), ([], nil), ([0xC0, 0, 0xC0, 0], nil), ([0x16, 0x16, 3, 1], nil),
    ]

    @Test(arguments: openings)
    func `four bytes tell what is spoken`(bytes: [UInt8], foreign: ForeignProtocol?) {
        #expect(ForeignProtocol(opening: bytes.span) == foreign)
    }
}
