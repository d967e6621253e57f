/// A function with `@Test`, as far as its text shows it.
struct TestFunction: Equatable {
    /// What the test's report calls it.
    let name: String
    /// The statements that it names.
    let labels: [String]
    /// Whether a trait keeps it from running.
    let isDisabled: Bool

    /// Every test of a Swift file, in order.
    static func all(in text: String) -> [TestFunction] {
        var separation = Separation(text)
        separation.run()
        // Both have the same length: code is where names and strings begin, text is what they say.
        let code = separation.code
        let bytes = Array(text.utf8)
        var functions: [TestFunction] = []
        var position = 0
        while let attribute = find("@Test", in: code, from: position) {
            position = attribute.upperBound
            var display: String?
            var isDisabled = false
            if let arguments = parentheses(in: code, from: position) {
                position = arguments.upperBound
                display = leadingString(in: arguments, code, bytes)
                isDisabled = find("disabled", in: Array(code[arguments]), from: 0) != nil
            }
            guard let keyword = find("func", in: code, from: position) else { break }
            position = keyword.upperBound
            let identifier = identifier(code, bytes, from: position)
            functions.append(
                TestFunction(
                    name: display ?? identifier,
                    labels: StatementID.labels(in: (display ?? "") + identifier),
                    isDisabled: isDisabled))
        }
        return functions
    }

    /// The name as a sentence.
    var nameWithoutLabels: String {
        var name = name
        for label in labels {
            for form in [" [\(label)]", "[\(label)] ", "[\(label)]"] {
                name.replace(form, with: "")
            }
        }
        return name
    }

    /// The next place of a whole word.
    private static func find(
        _ word: String, in code: [UInt8], from start: Int
    ) -> Range<Int>? {
        let word = Array(word.utf8)
        var position = start
        while position + word.count <= code.count {
            let end = position + word.count
            if code[position..<end].elementsEqual(word),
                position == 0 || !isPart(code[position - 1]),
                end == code.count || !isPart(code[end])
            {
                return position..<end
            }
            position += 1
        }
        return nil
    }

    /// What stands between the parentheses that follow at once; nil when none do.
    private static func parentheses(in code: [UInt8], from start: Int) -> Range<Int>? {
        guard start < code.count, code[start] == UInt8(ascii: "(") else { return nil }
        var depth = 0
        for position in start..<code.count {
            if code[position] == UInt8(ascii: "(") { depth += 1 }
            if code[position] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return start + 1..<position }
        }
        return nil
    }

    /// The string that the arguments begin with; nil when they begin otherwise.
    private static func leadingString(
        in arguments: Range<Int>, _ code: [UInt8], _ bytes: [UInt8]
    ) -> String? {
        let quote = UInt8(ascii: "\"")
        let blanks = [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "#")]
        guard let start = arguments.first(where: { !blanks.contains(code[$0]) }),
            code[start] == quote,
            let end = (start + 1..<arguments.upperBound).first(where: { code[$0] == quote })
        else { return nil }
        return String(decoding: bytes[start + 1..<end], as: UTF8.self)
    }

    private static func identifier(_ code: [UInt8], _ bytes: [UInt8], from start: Int) -> String {
        let tick = UInt8(ascii: "`")
        guard
            let first = (start..<code.count).first(where: { code[$0] == tick || isPart(code[$0]) })
        else { return "" }
        let isRaw = code[first] == tick
        let begin = isRaw ? first + 1 : first
        let end =
            (begin..<code.count).first { isRaw ? code[$0] == tick : !isPart(code[$0]) }
            ?? code.count
        return String(decoding: bytes[begin..<end], as: UTF8.self)
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
