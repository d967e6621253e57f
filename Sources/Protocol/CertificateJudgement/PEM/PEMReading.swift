/// What a file holds where PEM is wanted (RFC 7468): every block that can be made out, and every
/// fault for which some program refuses the file.
///
/// It is read as leniently as OpenSSL reads: text around the blocks and CRLF are no faults. What
/// OpenSSL refuses (`…-----END X----------BEGIN X-----…`) is read on, too, so that the rest can be
/// judged; who wants only what is sound looks at `faults`. Behind so many faults as `faultsMax`
/// nothing more is read.
package struct PEMReading: Hashable, Sendable {
    /// The blocks in their order; also those beside or within what is faulty.
    package private(set) var blocks: [Block] = []
    /// What is wrong, in the order of the lines; empty for a sound file.
    package private(set) var faults: [PEMFileFault] = []

    /// One `BEGIN … END` block.
    package struct Block: Hashable, Sendable {
        /// The words after BEGIN, such as `EC PRIVATE KEY`.
        package let label: String
        /// The decoded body.
        package let der: [UInt8]
        /// The line of BEGIN, counted from 1.
        package let line: Int
        /// Whether a passphrase protects the body (RFC 1421 header, or PKCS #8's own label).
        package let isEncrypted: Bool
    }

    /// A file with more of them is no PEM file with faults, but something else.
    package static let faultsMax = 16

    /// Reads the bytes of a whole file.
    package init(_ file: [UInt8]) {
        if let fault = PEMFileFault(whole: file) {
            faults = [fault]
        } else {
            readLines(of: file[...])
        }
    }

    private mutating func readLines(of file: ArraySlice<UInt8>) {
        var bytes = file
        if bytes.starts(with: PEMReading.byteOrderMark) {
            bytes = bytes.dropFirst(PEMReading.byteOrderMark.count)
            faults = [.byteOrderMark]
        }
        var open: OpenBlock?
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where faults.count < Self.faultsMax {
            read(PEMReading.trimmed(line), number: index + 1, &open)
        }
        if let open, faults.count < Self.faultsMax { faults.append(.unended(line: open.line)) }
        if blocks.isEmpty, !faults.contains(where: { $0.line != nil }) { faults.append(.noBlock) }
    }

    private mutating func read(_ line: ArraySlice<UInt8>, number: Int, _ open: inout OpenBlock?) {
        guard line.starts(with: PEMReading.dashes) else {
            open?.append(line)
            return
        }
        let boundary = Boundary(String(decoding: line, as: UTF8.self))
        switch boundary {
        case .begin(let label):
            if let open { faults.append(.unended(line: open.line)) }
            open = OpenBlock(label: label, line: number)
        case .end(let label):
            end(label, number: number, &open)
        case .joined(let label, let next):
            faults.append(.blocksJoined(line: number))
            end(label, number: number, &open)
            open = OpenBlock(label: next, line: number)
        case nil:
            if open != nil { faults.append(.unmatchedEnd(line: number)) }
            open = nil
        }
    }

    private mutating func end(_ label: String, number: Int, _ open: inout OpenBlock?) {
        guard let block = open else { return }
        open = nil
        guard block.label == label else { return faults.append(.unmatchedEnd(line: number)) }
        guard let der = Base64.bytes(of: block.body) else {
            return faults.append(.notBase64(line: block.line))
        }
        let isEncrypted = block.isEncrypted || label == "ENCRYPTED PRIVATE KEY"
        blocks.append(Block(label: label, der: der, line: block.line, isEncrypted: isEncrypted))
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte <= UInt8(ascii: " ") }
        var rest = line.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    fileprivate static let dashes = Array("-----".utf8)
}

/// A line that begins or ends a block; nil for other lines of dashes.
private enum Boundary {
    case begin(String)
    case end(String)
    case joined(String, next: String)

    init?(_ line: String) {
        guard line.hasSuffix("-----") else { return nil }
        let words = line.dropFirst(5).dropLast(5)
        if line.hasPrefix("-----BEGIN "), line.utf8.count >= 16 {
            self = .begin(String(words.dropFirst(6)))
        } else if line.hasPrefix("-----END "), line.utf8.count >= 14 {
            let end = words.dropFirst(4)
            guard let join = end.firstRange(of: "----------BEGIN ") else {
                self = .end(String(end))
                return
            }
            self = .joined(String(end[..<join.lowerBound]), next: String(end[join.upperBound...]))
        } else {
            return nil
        }
    }
}

/// A block whose END line has not been met yet.
private struct OpenBlock {
    let label: String
    let line: Int
    var body: [UInt8] = []
    var isEncrypted = false

    init(label: String, line: Int) {
        self.label = label
        self.line = line
    }

    mutating func append(_ line: ArraySlice<UInt8>) {
        guard line.contains(UInt8(ascii: ":")) else { return body.append(contentsOf: line) }
        let header = String(decoding: line, as: UTF8.self)
        isEncrypted = isEncrypted || header.hasPrefix("Proc-Type:") && header.hasSuffix("ENCRYPTED")
    }
}
