/// A RadioHead frame: header and data, as they lie in the radio's FIFO.
package struct RadioHeadFrame: Hashable, Sendable {
    /// Data bytes that fit beside the header in the 255 bytes of RadioHead's FIFO.
    package static let contentByteCountMax = 251
    /// Bytes on air at most: header and data.
    package static let byteCountMax = RadioHeadHeader.byteCount + contentByteCountMax

    /// Who sends to whom.
    package let header: RadioHeadHeader
    /// The application's bytes.
    package let content: [UInt8]

    /// A frame to send.
    package init(header: RadioHeadHeader, content: [UInt8]) throws(RadioHeadError) {
        guard content.count <= Self.contentByteCountMax else {
            throw .contentTooLong(byteCount: content.count, max: Self.contentByteCountMax)
        }
        self.header = header
        self.content = content
    }

    /// Reads a frame as it came from the radio.
    package init(decoding bytes: [UInt8]) throws(RadioHeadError) {
        guard bytes.count >= RadioHeadHeader.byteCount else {
            throw .headerIncomplete(byteCount: bytes.count)
        }
        let header = RadioHeadHeader(to: bytes[0], from: bytes[1], id: bytes[2], flags: bytes[3])
        try self.init(header: header, content: Array(bytes[RadioHeadHeader.byteCount...]))
    }

    /// The bytes that go on air.
    package func encoded() -> [UInt8] {
        [header.to, header.from, header.id, header.flags] + content
    }
}
