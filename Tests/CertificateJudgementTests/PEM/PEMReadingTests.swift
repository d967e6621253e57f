import CertificateJudgement
import SeededRandom
import Testing

@Suite struct PEMReadingTests {
    private func reading(_ text: String) -> PEMReading { PEMReading(Array(text.utf8)) }

    @Test(arguments: [
        "-----BEGIN X-----\nAQID\n-----END X-----\n",
        "-----BEGIN X-----\r\nAQID\r\n-----END X-----\r\n",
        "Certificate:\n  Data: 1\n-----BEGIN X-----\n AQID \n\n-----END X----- \nafter\n",
        "-----BEGIN X-----\nName: value\n\nAQ\nID\n-----END X-----",
    ])
    func `what openssl reads is sound`(text: String) throws {
        let reading = reading(text)
        #expect(reading.faults.isEmpty)
        let block = try #require(reading.blocks.first)
        #expect(block.label == "X" && block.der == [1, 2, 3] && !block.isEncrypted)
        #expect(reading.blocks.count == 1)
    }

    @Test func `so many faults are enough, whatever follows`() {
        let reading = reading(String(repeating: "-----BEGIN X-----\n", count: 1_000))
        #expect(reading.faults.count == PEMReading.faultsMax)
        #expect(reading.blocks.isEmpty)
    }

    @Test func `blocks know the line where they begin`() {
        let reading = reading(
            "a\n-----BEGIN A-----\nAQ==\n-----END A-----\n"
                + "-----BEGIN B-----\nAQI=\n-----END B-----\n"
        )
        #expect(reading.blocks.map(\.line) == [2, 5])
        #expect(reading.blocks.map(\.der) == [[1], [1, 2]])
    }

    @Test(arguments: [
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAQID\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"
            + "AQID\n-----END EC PRIVATE KEY-----\n",
    ])
    func `an encrypted key is known by its label or its header`(text: String) {
        #expect(reading(text).blocks.map(\.isEncrypted) == [true])
    }

    @Test func `joined blocks are both read, and their line is named`() {
        let reading = reading(
            "-----BEGIN A-----\nAQ==\n-----END A----------BEGIN B-----\nAQI=\n-----END B-----\n")
        #expect(reading.blocks.map(\.label) == ["A", "B"])
        #expect(reading.faults == [.blocksJoined(line: 3)])
    }

    @Test func `a byte order mark is named, and the blocks are read`() {
        let reading = reading("\u{FEFF}-----BEGIN X-----\nAQID\n-----END X-----\n")
        #expect(reading.faults == [.byteOrderMark])
        #expect(reading.blocks.count == 1)
    }

    static let whole: [(bytes: [UInt8], fault: PEMFileFault)] = [
        ([], .empty),
        (Array(" \r\n\t".utf8), .empty),
        ([0x30, 0x06, 0x30, 0x04, 0x01, 0x02, 0x03, 0x04], .der(.certificate)),
        ([0x30, 0x06, 0x30, 0x04, 0x01, 0x02, 0x03, 0x04, 0x0A], .der(.certificate)),
        ([0x30, 0x81, 0x05, 0x02, 0x01, 0x00, 0x05, 0x00], .der(.privateKey)),
        ([0x30, 0x82, 0, 5, 0x02, 0x01, 0x01, 0x04, 0x00], .der(.privateKey)),
        ([0x30, 0x82, 0, 5, 0x02, 0x01, 0x03, 0x30, 0x00], .der(.pkcs12)),
        ([0xFF, 0xFE, 0x2D, 0], .utf16),
        ([0xFE, 0xFF, 0, 0x2D], .utf16),
        ([0x2D, 0, 0x2D, 0, 0x2D, 0], .utf16),
        ([0x30, 0x06, 0x30], .noBlock),
        ([0x30, 0x7F, 0x30, 0x04, 0x01, 0x02, 0x03, 0x04], .noBlock),
        ([0x30, 0x8F, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], .noBlock),
        (Array("30 82 01 0a".utf8), .noBlock),
        (Array("-----BEGIN -----x\n-----BEGIN".utf8), .noBlock),
    ]

    @Test(arguments: whole)
    func `a file that is no PEM is named`(bytes: [UInt8], fault: PEMFileFault) {
        let reading = PEMReading(bytes)
        #expect(reading.faults == [fault])
        #expect(reading.blocks.isEmpty)
    }

    @Test(arguments: [
        ("-----BEGIN X-----\nAQID\n", PEMFileFault.unended(line: 1)),
        ("\n-----BEGIN X-----\n!!!!\n-----END X-----\n", .notBase64(line: 2)),
        ("\n-----BEGIN X-----\nAQI\n-----END X-----\n", .notBase64(line: 2)),
        ("-----BEGIN X-----\nAQID\n-----END Y-----\n", .unmatchedEnd(line: 3)),
        ("-----BEGIN X-----\nAQID\n-----END X----\n", .unmatchedEnd(line: 3)),
    ])
    func `a damaged block is named by its line, and not given`(
        text: String, fault: PEMFileFault
    ) {
        #expect(reading(text).faults == [fault])
        #expect(reading(text).blocks.isEmpty)
    }

    @Test func `a block without its end does not hide the next`() {
        let reading = reading("-----BEGIN A-----\nAQ\n-----BEGIN B-----\nAQI=\n-----END B-----\n")
        #expect(reading.blocks.map(\.label) == ["B"])
        #expect(reading.faults == [.unended(line: 1)])
    }

    @Test func `what is damaged anywhere gives faults or blocks, never a trap`() {
        var generator = SeededGenerator(seed: 6)
        let sound = Array(
            ("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\nAQID\n-----END A-----"
                + "-----BEGIN B-----\nAQ==").utf8)
        for _ in 0..<2_000 {
            var bytes = sound
            for _ in 0..<4 {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            }
            let reading = PEMReading(bytes)
            #expect(!reading.faults.isEmpty)
        }
    }
}
