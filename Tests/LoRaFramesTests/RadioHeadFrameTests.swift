import LoRaFrames
import Testing

@Test func `a frame is header and content, byte after byte`() throws {
    let frame = try RadioHeadFrame(
        header: RadioHeadHeader(to: 1, from: 10), content: [0x41, 0x00])
    #expect(frame.encoded() == [1, 10, 0, 0, 0x41, 0x00])
    #expect(try RadioHeadFrame(decoding: frame.encoded()) == frame)
}

@Test func `a header without arguments bears RadioHead's defaults`() {
    let header = RadioHeadHeader()
    #expect([header.to, header.from, header.id, header.flags] == [0xFF, 0xFF, 0, 0])
}

@Test(arguments: 0..<4)
func `fewer bytes than a header are refused`(byteCount: Int) {
    #expect(throws: RadioHeadError.headerIncomplete(byteCount: byteCount)) {
        try RadioHeadFrame(decoding: Array(repeating: 7, count: byteCount))
    }
}

@Test func `251 bytes of content fit and 252 do not`() throws {
    let header = RadioHeadHeader()
    let longest = try RadioHeadFrame(header: header, content: Array(repeating: 9, count: 251))
    #expect(longest.encoded().count == RadioHeadFrame.byteCountMax)
    let refusal = RadioHeadError.contentTooLong(byteCount: 252, max: 251)
    #expect(throws: refusal) {
        try RadioHeadFrame(header: header, content: Array(repeating: 9, count: 252))
    }
    #expect(throws: refusal) {
        try RadioHeadFrame(decoding: Array(repeating: 9, count: 256))
    }
}

@Test func `a node takes frames for itself and for everybody`() {
    #expect(RadioHeadHeader(to: 1).isAddressed(to: 1))
    #expect(RadioHeadHeader().isAddressed(to: 1))
    #expect(!RadioHeadHeader(to: 2).isAddressed(to: 1))
}
