/// What a client offers at the beginning of a handshake (RFC 8446 section 4.1.2), read leniently: a
/// hello that is cut off or broken says as much as can be read.
package struct ClientHello: Hashable, Sendable {
    /// The name by which it asks for the server; printable ASCII.
    package private(set) var serverName: String?
    /// Versions, such as 0x0304 for TLS 1.3, those reserved to keep servers honest left out.
    package private(set) var versions: [UInt16] = []
    /// Cipher suites by their numbers.
    package private(set) var cipherSuites: [UInt16] = []
    /// Groups of key agreement; nil where it says nothing of them.
    package private(set) var groups: [UInt16]?
    /// Signature algorithms; nil where it says nothing of them.
    package private(set) var signatureAlgorithms: [UInt16]?
    /// Names of application protocols; printable ASCII.
    package private(set) var applicationProtocols: [String] = []

    /// Reads a handshake message; nil when it is no ClientHello.
    package init?(message: [UInt8]) {
        var rest = Cursor(message[...])
        guard rest.byte() == 1, rest.skip(3), let oldVersion = rest.word(), rest.skip(32) else {
            return nil
        }
        _ = rest.block(lengthBytes: 1)  // the session to be resumed
        cipherSuites = rest.block(lengthBytes: 2)?.words().filter(Self.isReal) ?? []
        _ = rest.block(lengthBytes: 1)  // compression
        if var extensions = rest.block(lengthBytes: 2) {
            while let type = extensions.word(), let body = extensions.block(lengthBytes: 2) {
                take(type, body)
            }
        }
        // Without the extension the field means the latest version, and those before it.
        if versions.isEmpty { versions = [oldVersion] }
    }

    private mutating func take(_ type: UInt16, _ body: Cursor) {
        var body = body
        switch type {
        case 0:
            _ = body.word()  // the list's length
            if body.byte() == 0, let name = body.block(lengthBytes: 2) {
                serverName = Self.shown(name.text)
            }
        case 10: groups = body.block(lengthBytes: 2)?.words().filter(Self.isReal)
        case 13: signatureAlgorithms = body.block(lengthBytes: 2)?.words()
        case 16:
            var names = body.block(lengthBytes: 2)
            while applicationProtocols.count < 8, let name = names?.block(lengthBytes: 1) {
                applicationProtocols.append(Self.shown(name.text))
            }
        case 43: versions = body.block(lengthBytes: 1)?.words().filter(Self.isReal) ?? []
        default: break
        }
    }

    /// Whether the number is none of those that only test servers (RFC 8701), and no signal.
    private static func isReal(_ number: UInt16) -> Bool {
        number & 0x0F0F != 0x0A0A && number != 0x00FF && number != 0x5600
    }

    /// Text of a peer that a log can bear: at most 255 characters of printable ASCII.
    static func shown(_ text: String) -> String {
        String(
            text.unicodeScalars.prefix(255).map { scalar in
                (0x20...0x7E).contains(scalar.value) ? Character(scalar) : "?"
            })
    }

    /// A place in the bytes; what is not there any more reads as nil.
    private struct Cursor {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        mutating func byte() -> UInt8? { rest.popFirst() }

        mutating func word() -> UInt16? {
            guard let high = byte(), let low = byte() else { return nil }
            return UInt16(high) << 8 | UInt16(low)
        }

        mutating func skip(_ count: Int) -> Bool {
            let isThere = rest.count >= count
            rest = rest.dropFirst(count)
            return isThere
        }

        /// The block behind its length; what is there of it when it is cut off.
        mutating func block(lengthBytes: Int) -> Cursor? {
            let length = lengthBytes == 1 ? byte().map { Int($0) } : word().map { Int($0) }
            guard let length else { return nil }
            defer { rest = rest.dropFirst(length) }
            return Cursor(rest.prefix(length))
        }

        func words() -> [UInt16] {
            var cursor = self
            var words: [UInt16] = []
            while let word = cursor.word() { words.append(word) }
            return words
        }

        var text: String { String(decoding: rest, as: UTF8.self) }
    }
}
