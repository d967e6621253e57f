/// One file of the repository, in lines: as written, only its code, and only its comments.
struct SourceFile {
    /// Relative to the repository, such as `Sources/Protocol/MQTTPackets/QoS.swift`.
    let path: String
    let lines: [Substring]
    /// Comments, the contents of strings and names in backticks are blanks here.
    let code: [Substring]
    /// Everything but the text of comments is missing here.
    let comments: [Substring]

    init(path: String, text: String) {
        self.path = path
        var separation = Separation(text)
        separation.run()
        lines = Self.lines(of: text)
        code = Self.lines(of: String(decoding: separation.code, as: UTF8.self))
        comments = Self.lines(of: String(decoding: separation.comments, as: UTF8.self))
    }

    /// The file's name without folder and ending.
    var name: Substring {
        let file = path.split(separator: "/").last ?? ""
        return file.prefix { $0 != "." }
    }

    /// Whether this is Swift, the only language whose words are judged.
    var isSwift: Bool { path.hasSuffix(".swift") }

    /// Whether the file is a test.
    var isTest: Bool { path.hasPrefix("Tests/") }

    /// A finding on the line with this index.
    func finding(at index: Int, _ message: String) -> Finding {
        Finding(path: path, line: index + 1, message: message)
    }

    private static func lines(of text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
