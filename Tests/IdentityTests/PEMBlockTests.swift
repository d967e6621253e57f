import Identity
import Testing

@Suite struct PEMBlockTests {
    private func blocks(_ text: String) throws(PEMFault) -> [PEMBlock] {
        try PEMBlock.blocks(in: Array(text.utf8))
    }

    @Test(arguments: [
        "-----BEGIN X-----\nAQID\n-----END X-----\n",
        "-----BEGIN X-----\nAQID\n-----END X-----",
        "-----BEGIN X-----\r\nAQID\r\n-----END X-----\r\n",
        "\u{FEFF}-----BEGIN X-----\nAQ\nID\n-----END X-----\n",
        "Certificate:\n  Data: 1\n-----BEGIN X-----\n AQID \n\n-----END X----- \nafter\n",
        "-----BEGIN X-----\nName: value\n\nAQID\n-----END X-----\n",
    ])
    func `a block is read in every form that openssl reads`(text: String) throws {
        let block = try #require(try blocks(text).first)
        #expect(block.label == "X")
        #expect(block.bytes == [1, 2, 3])
        #expect(!block.isEncrypted)
    }

    @Test func `several blocks come in their order`() throws {
        let text = "-----BEGIN A-----\nAQ==\n-----END A-----\n-----BEGIN B-----\n-----END B-----\n"
        #expect(try blocks(text).map(\.label) == ["A", "B"])
    }

    @Test(arguments: [
        ("-----BEGIN X-----\nAQID\n", 1),
        ("\n-----BEGIN X-----\n!!!!\n-----END X-----\n", 2),
        ("-----BEGIN X-----\nAQID\n-----END Y-----\n", 3),
        ("-----BEGIN X-----\nAQID\n-----END X----------BEGIN X-----\nAQID\n", 3),
    ])
    func `a broken block is named by its line`(text: String, line: Int) {
        #expect(throws: PEMFault.malformed(line: line)) { try blocks(text) }
    }

    @Test(arguments: ["", "\n", "\u{0}\u{1}", "-----BEGIN", "-----BEGIN -----x", "30 82 01 0a"])
    func `a text without a block has none`(text: String) throws {
        #expect(try blocks(text).isEmpty)
    }

    @Test func `random bytes between the lines give a fault or blocks, never a trap`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var bytes = Array("-----BEGIN X-----\n".utf8)
            bytes += (0..<40).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            bytes += Array("\n-----END X-----\n".utf8)
            _ = try? PEMBlock.blocks(in: bytes)
        }
    }
}
