/// Why some program refuses a PEM file, or some block of it.
package enum PEMFileFault: Hashable, Sendable {
    /// The file has no byte, or only blanks.
    case empty
    /// It is DER, the binary form of what PEM writes as text.
    case der(DERContent)
    /// It is text in UTF-16, as some editors save it.
    case utf16
    /// UTF-8's byte order mark stands before the first line; its blocks are read all the same.
    case byteOrderMark
    /// It is something else, without any BEGIN line.
    case noBlock
    /// A block begins in the line that ends the one before; both are read all the same.
    case blocksJoined(line: Int)
    /// The block that begins there has no END line.
    case unended(line: Int)
    /// That line ends no block, or another than was begun.
    case unmatchedEnd(line: Int)
    /// The body of the block that begins there is no base64.
    case notBase64(line: Int)

    /// What a file in DER seems to be.
    package enum DERContent: Hashable, Sendable {
        /// A certificate, or anything else that begins as one does.
        case certificate
        /// A private key: PKCS #8, PKCS #1 or SEC 1.
        case privateKey
        /// A PKCS #12 file, which holds keys and certificates under a passphrase.
        case pkcs12
    }

    /// The line at fault, counted from 1; nil when it is the whole file.
    package var line: Int? {
        switch self {
        case .empty, .der, .utf16, .byteOrderMark, .noBlock: nil
        case .blocksJoined(let line), .unended(let line), .unmatchedEnd(let line),
            .notBase64(let line):
            line
        }
    }

    /// Whether the blocks beside the fault can be read in spite of it.
    package var isReadOver: Bool {
        switch self {
        case .byteOrderMark, .blocksJoined: true
        default: false
        }
    }

    /// What keeps a whole file from being read line by line; nil when nothing does.
    init?(whole file: [UInt8]) {
        if file.allSatisfy({ $0 <= UInt8(ascii: " ") && $0 != 0 }) {
            self = .empty
        } else if file.starts(with: [0xFF, 0xFE]) || file.starts(with: [0xFE, 0xFF])
            || file.starts(with: [0x2D, 0, 0x2D, 0]) || file.starts(with: [0, 0x2D, 0, 0x2D])
        {
            self = .utf16
        } else if let content = DERContent(file) {
            self = .der(content)
        } else {
            return nil
        }
    }
}

extension PEMFileFault.DERContent {
    /// Nil unless `file` is one SEQUENCE (X.690) that fills it, or all but a few bytes of it.
    init?(_ file: [UInt8]) {
        guard file.count >= 8, file[0] == 0x30 else { return nil }
        var contentStart = 2
        var length = Int(file[1])
        if length >= 0x80 {
            let digitCount = length & 0x7F
            guard (1...4).contains(digitCount), file.count >= 2 + digitCount + 4 else { return nil }
            contentStart += digitCount
            length = file[2..<contentStart].reduce(0) { $0 << 8 | Int($1) }
        }
        // A line's end that some tool added is no reason to say less.
        guard (0...2).contains(file.count - contentStart - length) else { return nil }
        switch Array(file[contentStart..<contentStart + 3]) {
        case [0x02, 0x01, 0x03]: self = .pkcs12
        case [0x02, 0x01, 0x00], [0x02, 0x01, 0x01]: self = .privateKey
        default: self = .certificate
        }
    }
}
