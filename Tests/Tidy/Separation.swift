/// Divides Swift text into code and comments, so that a word in a string offends nobody.
struct Separation {
    /// The text with blanks for comments, strings' contents and names in backticks.
    private(set) var code: [UInt8] = []
    /// The text of comments alone, each on its own line.
    private(set) var comments: [UInt8] = []

    private enum Context {
        case code
        case interpolation(depth: Int)
        case string(pounds: Int, isMultiline: Bool)
    }

    private let bytes: [UInt8]
    private var position = 0
    private var contexts: [Context] = [.code]

    init(_ text: String) {
        bytes = Array(text.utf8)
        code.reserveCapacity(bytes.count)
    }

    /// Reads the whole text.
    mutating func run() {
        while position < bytes.count {
            switch contexts[contexts.count - 1] {
            case .code: readCode(interpolationDepth: nil)
            case .interpolation(let depth): readCode(interpolationDepth: depth)
            case .string(let pounds, let isMultiline): readString(pounds, isMultiline)
            }
        }
    }

    private mutating func readCode(interpolationDepth: Int?) {
        switch bytes[position] {
        case UInt8(ascii: "/") where byte(after: 1) == UInt8(ascii: "/"): readLineComment()
        case UInt8(ascii: "/") where byte(after: 1) == UInt8(ascii: "*"): readBlockComment()
        case UInt8(ascii: "`"): readRawName()
        case UInt8(ascii: "\""), UInt8(ascii: "#"): openString()
        case UInt8(ascii: "(") where interpolationDepth != nil:
            setDepth(interpolationDepth, changedBy: 1)
        case UInt8(ascii: ")") where interpolationDepth != nil:
            setDepth(interpolationDepth, changedBy: -1)
        default: keep()
        }
    }

    private mutating func setDepth(_ depth: Int?, changedBy change: Int) {
        let changed = (depth ?? 0) + change
        contexts.removeLast()
        if changed > 0 { contexts.append(.interpolation(depth: changed)) }
        keep()
    }

    private mutating func readLineComment() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { comment() }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            let pair = (bytes[position], byte(after: 1))
            if pair == (UInt8(ascii: "/"), UInt8(ascii: "*")) {
                depth += 1
                comment()
            } else if pair == (UInt8(ascii: "*"), UInt8(ascii: "/")) {
                depth -= 1
                comment()
            }
            comment()
        } while depth > 0 && position < bytes.count
    }

    private mutating func readRawName() {
        keep()
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            if bytes[position] == UInt8(ascii: "`") { return keep() }
            blank()
        }
    }

    private mutating func openString() {
        let pounds = count(of: UInt8(ascii: "#"), after: 0)
        let quotes = count(of: UInt8(ascii: "\""), after: pounds)
        guard quotes > 0 else {
            return keep(max(pounds, 1))
        }
        let end = byte(after: pounds + 3)
        let isMultiline = quotes == 3 && (end == nil || end == UInt8(ascii: "\n"))
        keep(pounds + (isMultiline ? 3 : 1))
        contexts.append(.string(pounds: pounds, isMultiline: isMultiline))
    }

    private mutating func readString(_ pounds: Int, _ isMultiline: Bool) {
        switch bytes[position] {
        case UInt8(ascii: "\\") where count(of: UInt8(ascii: "#"), after: 1) >= pounds:
            let escaped = byte(after: 1 + pounds)
            if escaped == UInt8(ascii: "(") {
                blank(1 + pounds)
                keep()
                contexts.append(.interpolation(depth: 1))
            } else {
                blank(2 + pounds)
            }
        case UInt8(ascii: "\""):
            let quotes = isMultiline ? 3 : 1
            let isEnd =
                count(of: UInt8(ascii: "\""), after: 0) >= quotes
                && count(of: UInt8(ascii: "#"), after: quotes) >= pounds
            if isEnd {
                contexts.removeLast()
                keep(quotes + pounds)
            } else {
                blank()
            }
        case UInt8(ascii: "\n") where !isMultiline:
            contexts.removeLast()
            keep()
        default: blank()
        }
    }

    private func byte(after offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private func count(of wanted: UInt8, after offset: Int) -> Int {
        var count = 0
        while byte(after: offset + count) == wanted { count += 1 }
        return count
    }

    private mutating func keep(_ count: Int = 1) {
        for _ in 0..<count { put { byte in (byte, nil) } }
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count { put { _ in (UInt8(ascii: " "), nil) } }
    }

    private mutating func comment() {
        put { byte in (UInt8(ascii: " "), byte) }
    }

    /// Newlines go to both sides, so that all three sets of lines keep the same numbers.
    private mutating func put(_ divide: (UInt8) -> (code: UInt8, comment: UInt8?)) {
        guard position < bytes.count else { return }
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "\n") {
            code.append(byte)
            comments.append(byte)
            return
        }
        let parts = divide(byte)
        code.append(parts.code)
        if let comment = parts.comment { comments.append(comment) }
    }
}
